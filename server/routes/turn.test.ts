import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { feeds, type FeedName } from '../../src/domain/records.ts'
import { openServed, type Asking, type Caller, type Heard, type Served } from '../served.ts'
import { StorageBusy } from '../storage/failures.ts'
import type { Storage } from '../storage/storage.ts'
import { announce } from '../sync/announce.ts'

let served: Served
let anne: Caller
/** How often the storage was asked for anything. */
let asked = 0
let failure: Error | undefined

const watched = (storage: Storage): Storage => ({
  ...storage,
  read: (query) => {
    asked += 1
    return storage.read(query)
  },
  write: (job) => {
    asked += 1
    return failure ? Promise.reject(failure) : storage.write(job)
  },
})

beforeEach(async () => {
  failure = undefined
  served = await openServed(watched)
  anne = await served.signIn(served.ground.people.anne)
})
afterEach(() => served.close())

const cursors = (): Record<FeedName, number> => {
  const own = [feeds.public, ...served.ground.actor(anne.member).feeds]
  return Object.fromEntries(own.map((feed) => [feed, served.parts.heads.head(feed)]))
}
function turn(kind: 'poll' | 'push', more: object = {}, headers: Asking['headers'] = {}): Promise<Heard> {
  const body = { protocol: 1, device: anne.device, epoch: 'one', cursors: cursors(), mutations: [], ...more }
  return served.ask(`/api/p/${anne.profile}/${kind}`, { method: 'POST', as: anne, body, headers })
}
const setting = () =>
  served.ground.hand({
    kind: 'setAssignment',
    classId: served.ground.people.sixA.id,
    assignmentId: 'a1',
    asked: { title: 'Lire', subject: 'french', instructions: '', dueAt: 1, minutes: 9, expects: ['text'] },
  })

test('an idle poll is 204, from memory alone: nobody asks the storage', async () => {
  asked = 0
  const heard = await turn('poll')
  expect([heard.status, heard.body.length, heard.headers['cache-control']]).toEqual([204, 0, 'no-store'])
  expect(asked).toBe(0)
  await turn('poll', { cursors: { ...cursors(), [feeds.account(anne.member.id)]: 0 } })
  expect(asked, 'and only the feed that has news is read').toBe(1)
})

test('a push says what became of each thing, and what else has come', async () => {
  const mutation = setting()
  const heard = await turn('push', { mutations: [mutation] })
  expect(heard.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(JSON.parse(heard.body.toString())).toMatchObject({
    outcomes: [{ id: mutation.id, received: served.parts.clock() }],
    moved: [{ feed: feeds.class(served.ground.people.sixA.id) }],
  })
})

test('a long answer comes compressed where that is understood', async () => {
  const desk = feeds.desk(served.ground.people.sixA.id)
  const pupils = Array.from({ length: 40 }, (_, at) => ({
    feed: desk,
    kind: 'pupil' as const,
    id: `p${at}`,
    body: { name: `Élève ${at}` },
  }))
  await announce(served.parts, await served.parts.storage.write((job) => job.put(pupils, 1)))
  const everything = { cursors: {} }
  const plain = await turn('poll', everything)
  const zipped = await turn('poll', everything, { 'accept-encoding': 'gzip, br' })
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(zipped.headers['content-encoding']).toBe('gzip')
  expect(zipped.headers.vary).toContain('Accept-Encoding')
  expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true)
})

test('a storage that is busy is said to be, with a time; what is a bug of ours is broken, and tells nothing of itself', async () => {
  failure = new StorageBusy('locked')
  const busy = await turn('push', { mutations: [setting()] })
  expect([busy.status, busy.problem, busy.headers['retry-after']]).toEqual([503, 'busy', '5'])
  failure = new Error('the secret of the house')
  const broken = await turn('push', { mutations: [setting()] })
  expect([broken.status, broken.problem]).toEqual([500, 'broken'])
  expect(broken.body.toString()).not.toContain('secret')
  failure = undefined
  expect((await turn('push', { mutations: [setting()] })).status).toBe(200)
})
