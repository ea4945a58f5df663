import type { Id, Moment } from '../domain/ids.ts'
import { feeds } from '../domain/records.ts'
import type { Entry, ProfileDb } from './profile.ts'

/** How long what the school has stays here too, in case it is restored from an older copy, in milliseconds. */
const KEPT = 30 * 86_400_000
/** How long after the school answered its clock is known here, in milliseconds. This device's own may jump by years. */
const KNOWN = 3_600_000

/** Forgets what the school has had whole for long, by its own clock, with the photos that went with it, unless something being written names them. */
export async function forgetOld(db: ProfileDb, now: Moment): Promise<void> {
  const tables = [db.outbox, db.uploads, db.blobs, db.drafts, db.packDrafts, db.meta, db.records]
  await db.transaction('rw', tables, async () => {
    const state = await db.meta.get('state')
    if (!state || state.freshAt === null || Math.abs(now - state.freshAt) > KNOWN) return
    const old = await oldEntries(db, state.account, now + state.offset)
    if (old.length === 0) return
    await db.outbox.bulkDelete(old)
    const written = JSON.stringify([await db.drafts.toArray(), await db.packDrafts.toArray()])
    for (const upload of await db.uploads.where('entries').anyOf(old).distinct().toArray()) {
      const entries = (await db.outbox.bulkGet(upload.entries)).filter((entry) => entry !== undefined)
      if (entries.length > 0) continue
      await db.uploads.delete(upload.sha256)
      if (!written.includes(upload.sha256)) await db.blobs.delete(upload.sha256)
    }
  })
}

async function oldEntries(db: ProfileDb, account: Id, atSchool: Moment): Promise<Id[]> {
  const done = await db.outbox.where('state').equals('done').toArray()
  const old = done.filter(({ changedAt }) => atSchool - changedAt > KEPT)
  const receipts = await db.records.bulkGet(old.map(({ id }) => [feeds.pupil(account), 'receipt', id]))
  return old.filter((entry, at) => !owesPhotos(entry) || receipts[at]?.body).map(({ id }) => id)
}

/** A copy whose photos are still to come keeps them, however old it is, until it has its receipt. */
function owesPhotos({ mutation }: Entry): boolean {
  return mutation.kind === 'handIn' && mutation.photos.length > 0
}
