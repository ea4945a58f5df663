import { afterEach, beforeEach, expect, test } from 'vitest'
import { feeds } from '../../src/domain/records.ts'
import { signOut } from '../storage/enrolled.ts'
import { openSqlite } from '../storage/sqlite.ts'
import type { Job, Storage } from '../storage/storage.ts'
import { openGround, type Ground } from '../ground.ts'
import { createFollowing } from './others.ts'

let ground: Ground
let failing = false
let follow: () => Promise<void>

const refusing = (storage: Storage): Storage => ({
  ...storage,
  write: (job) => (failing ? Promise.reject(new Error('busy')) : storage.write(job)),
})

beforeEach(async () => {
  failing = false
  ground = await openGround(refusing)
  follow = createFollowing(ground.parts)
})
afterEach(() => ground.close())

/** What the operator does from another process. */
async function elsewhere<T>(work: (job: Job) => Promise<T>): Promise<T> {
  const other = await openSqlite(ground.folder)
  const done = await other.write(work)
  await other.close()
  return done
}

const assignment = {
  title: 'Lire',
  subject: 'french' as const,
  instructions: '',
  dueAt: 1,
  minutes: 10,
  expects: ['text' as const],
  by: 'x',
  teacher: 'Anne Morel',
}

test('a device that is signed out by another process is signed out here, and its owner is told', async () => {
  const { lina } = ground.people
  await ground.enrolled(lina, 'd1')
  await ground.enrolled(lina, 'd2')
  await elsewhere((job) => signOut(job, 'd1', 'left', 5))
  expect(ground.parts.heads.session('session-d1')).toBeDefined()
  await follow()
  expect(ground.parts.heads.session('session-d1')).toBeUndefined()
  expect(ground.parts.heads.session('session-d2')).toBeDefined()
  const last = (await ground.records(feeds.account(lina.id))).at(-1)
  expect(last).toMatchObject({ kind: 'device', id: 'd1', body: { withdrawn: true } })
  expect(ground.parts.heads.head(feeds.account(lina.id))).toBe(last?.seq)
  expect(await elsewhere((job) => signOut(job, 'd1', 'left', 6))).toEqual([])
})

test('people, feeds and access that another process wrote count here', async () => {
  const { lina, sixA } = ground.people
  await elsewhere(async (job) => {
    await job.addAccount({ id: 'new', role: 'pupil', name: 'Max Weil', school: '0750001U' })
    await job.openFeed(feeds.account('new'), null)
    await job.grant('new', feeds.class(sixA.id))
    await job.revoke(lina.id, feeds.class(sixA.id))
    await job.put([{ feed: feeds.class(sixA.id), kind: 'assignment', id: 'a1', body: assignment }], 1)
  })
  await follow()
  expect(ground.parts.heads.actor('new')?.feeds).toEqual(new Set([feeds.class(sixA.id)]))
  expect(ground.actor(lina).feeds.has(feeds.class(sixA.id))).toBe(false)
  const file = await ground.head(sixA.cap)
  expect(file.tail.at(-1)?.id).toBe('a1')
  expect(ground.parts.heads.head(feeds.class(sixA.id))).toBe(file.head)
})

test('what could not be taken up is taken up at the next call, and shared heads wait for their files', async () => {
  const { sixA } = ground.people
  const feed = feeds.class(sixA.id)
  const before = ground.parts.heads.head(feed)
  await elsewhere((job) => job.put([{ feed, kind: 'assignment', id: 'a1', body: assignment }], 1))
  failing = true
  await expect(follow()).rejects.toThrow('busy')
  failing = false
  const pack = { ...assignment, title: 'x' }
  await elsewhere((job) => job.put([{ feed, kind: 'assignment', id: 'a2', body: pack }], 1))
  ground.refuseFeeds(true)
  await expect(follow()).rejects.toThrow('no room')
  expect(ground.parts.heads.head(feed)).toBe(before)
  ground.refuseFeeds(false)
  await follow()
  expect(ground.parts.heads.head(feed)).toBe(before + 2)
})
