import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import { openDatabases } from '../db/open.ts'
import { ProfileDb } from '../db/profile.ts'
import { startBag } from '../../e2e/bag.ts'
import { startEngine } from './engine.ts'
import { live, liveOf } from './live.ts'
import { unreadable } from './asking.ts'

const draft = (key: string) => ({ key, value: key, updatedAt: 0 })

it('hears of changes to whatever a query read, however many steps it took', async () => {
  const db = new ProfileDb('live')
  const scope = effectScope()
  const steps = async () => {
    const uploads = await db.uploads.count()
    const outbox = await db.outbox.count()
    return `${uploads} ${outbox} ${await db.drafts.count()}`
  }
  const answers = scope.run(() => [
    live(steps),
    live(steps),
    live(() => db.transaction('r', db.drafts, async () => (await db.drafts.toArray()).length)),
  ])
  await vi.waitFor(() => expect(answers?.map((answer) => answer.value)).toEqual(['0 0 0', '0 0 0', 0]))
  await db.drafts.put(draft('a'))
  await vi.waitFor(() => expect(answers?.map((answer) => answer.value)).toEqual(['0 0 1', '0 0 1', 1]))
  scope.stop()
  db.close()
})

it('keeps its answer while its subject says the same, and asks anew when it does not', async () => {
  const db = new ProfileDb('live subject')
  await db.drafts.bulkPut([draft('a'), draft('b')])
  const work = shallowRef({ key: 'a', at: 1 })
  const scope = effectScope()
  const answer = scope.run(() =>
    liveOf(
      () => ({ db, about: { key: work.value.key } }),
      async (asked) => (await asked.db.drafts.get(asked.about.key))?.key,
    ),
  )
  await vi.waitFor(() => expect(answer?.value).toBe('a'))
  work.value = { key: 'a', at: 2 }
  await Promise.resolve()
  expect(answer?.value).toBe('a')
  work.value = { key: 'b', at: 3 }
  await vi.waitFor(() => expect(answer?.value).toBe('b'))
  scope.stop()
  db.close()
})

/** A store that the browser does not open for the first `times`. */
function shutStore(times: number): IDBFactory {
  const store = new IDBFactory()
  const open = store.open.bind(store)
  let left = times
  store.open = (name, version) => {
    left -= 1
    if (left >= 0) throw new DOMException('Internal error opening backing store', 'UnknownError')
    return open(name, version)
  }
  return store
}

it('asks again what the browser would not open, says so meanwhile, and reports it once', async () => {
  const reported = vi.fn()
  vi.stubGlobal('reportError', reported)
  const databases = openDatabases({ outdated: () => Promise.resolve(false) }, { indexedDB: shutStore(5), IDBKeyRange })
  startEngine({ ...startBag(), ...databases })
  const scope = effectScope()
  const people = scope.run(() => live(async () => databases.device.profiles.count()))
  await vi.waitFor(() => expect(unreadable.value).toBe(true), 3000)
  expect(people?.value).toBeUndefined()
  await vi.waitFor(() => expect(people?.value).toBe(0), 3000)
  expect(unreadable.value).toBe(false)
  expect(reported).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'UnknownError' }))
  scope.stop()
  databases.close()
  vi.unstubAllGlobals()
})

it('says nothing any more once nobody asks', async () => {
  vi.stubGlobal('reportError', vi.fn())
  startBag()
  const scope = effectScope()
  scope.run(() => live(() => Promise.reject(new DOMException('on purpose', 'UnknownError'))))
  await vi.waitFor(() => expect(unreadable.value).toBe(true), 3000)
  scope.stop()
  expect(unreadable.value).toBe(false)
  vi.unstubAllGlobals()
})
