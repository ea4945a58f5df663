import 'fake-indexeddb/auto'
import { expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { ProfileDb } from '../db/profile.ts'
import { live } from './live.ts'

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
