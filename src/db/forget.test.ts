import 'fake-indexeddb/auto'
import { beforeEach, expect, it } from 'vitest'
import type { FileRef } from '../domain/files.ts'
import { forgetOld } from './forget.ts'
import { openProfile, type ProfileDb } from './profile.ts'

const DAY = 86_400_000
/** The school's clock is a year ahead of this device's. */
const OFFSET = 365 * DAY
const NOW = 1_790_000_000_000
const PHOTO: FileRef = { sha256: 'f'.repeat(64), bytes: 3, type: 'image/png', pieces: ['f'.repeat(64)] }

let profiles = 0
let db: ProfileDb
beforeEach(async () => {
  db = openProfile(`forget${profiles++}`)
  const times = { n: 2, epoch: 'one', offset: OFFSET, freshAt: NOW, busyUntil: null, signedOut: false }
  await db.meta.put({
    name: 'state',
    account: 'lina',
    role: 'pupil',
    person: 'Lina',
    deviceId: 'd',
    ...times,
    grants: [],
  })
})

/** A copy that the school received so many days ago, with a photo or without. */
async function copy(n: number, daysAgo: number, photos: FileRef[] = []): Promise<string> {
  const id = `01890000-0000-7000-8000-00000000000${n}`
  const said = { classId: 'c1', assignmentId: 'a1', text: 'Ma copie', photos, paper: false, finishedAt: 0 }
  const mutation = { kind: 'handIn', id, n, at: 1, ...said } as const
  const changedAt = NOW + OFFSET - daysAgo * DAY
  await db.outbox.add({ id, n, state: 'done', reason: null, mutation, writes: [], committedAt: 1, changedAt })
  for (const ref of photos) {
    await db.blobs.put({ sha256: ref.sha256, ref, bytes: new ArrayBuffer(3), addedAt: 1 })
    await db.uploads.put({ sha256: ref.sha256, ref, entries: [id], sent: 0, done: false, askedAt: 0, addedAt: 1 })
  }
  return id
}

const kept = async () => (await db.outbox.toArray()).map(({ n }) => n)

it('forgets what the school has had for more than a month by its own clock', async () => {
  await copy(1, 29)
  await copy(2, 31)
  await forgetOld(db, NOW)
  expect(await kept()).toEqual([1])
})

it('forgets nothing while the clock of the school is not known: this one may have jumped', async () => {
  await copy(1, 31)
  await forgetOld(db, NOW + 2 * DAY)
  await forgetOld(db, NOW - 365 * DAY)
  expect(await kept()).toEqual([1])
})

it('keeps photos until the receipt is there, however long that takes', async () => {
  const id = await copy(1, 400, [PHOTO])
  await forgetOld(db, NOW)
  expect([await kept(), await db.blobs.count(), await db.uploads.count()]).toEqual([[1], 1, 1])
  await db.records.put({ feed: 'pupil:lina', kind: 'receipt', id, seq: 4, at: 1, body: { number: 'x' } })
  await forgetOld(db, NOW)
  expect([await kept(), await db.blobs.count(), await db.uploads.count()]).toEqual([[], 0, 0])
})
