import 'fake-indexeddb/auto'
import { expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import { ProfileDb } from '../db/profile.ts'
import { live, liveOf } from './live.ts'

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
