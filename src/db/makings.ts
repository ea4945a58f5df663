import type { Id, Moment, Sha256 } from '../domain/ids.ts'
import type { PackDraft } from '../domain/makings.ts'
import type { KeptBlob, ProfileDb } from './profile.ts'

/** Bytes that come into a draft with a change. */
export type NewBytes = Omit<KeptBlob, 'addedAt'>

/** A draft before and after a change. */
export type Changed = { before: PackDraft; after: PackDraft }

/**
 * Changes a pack in the making as it is now, with the bytes that come with it, all or nothing; two tabs change it one after the other. Undefined when
 * it is gone or there was nothing to change.
 */
export async function changeMaking(
  db: ProfileDb,
  id: Id,
  change: (draft: PackDraft) => PackDraft,
  now: Moment,
  bytes: readonly NewBytes[] = [],
): Promise<Changed | undefined> {
  return db.transaction('rw', db.packDrafts, db.blobs, async () => {
    const before = await db.packDrafts.get(id)
    if (!before) return undefined
    const changed = change(before)
    if (changed === before) return undefined
    const after = { ...changed, updatedAt: now }
    await db.packDrafts.put(after)
    await db.blobs.bulkPut(bytes.map((row) => ({ ...row, addedAt: now })))
    return { before, after }
  })
}

/** Puts a removed draft back as it was, and its bytes out of danger. */
export async function putBack(db: ProfileDb, draft: PackDraft): Promise<void> {
  await db.transaction('rw', db.packDrafts, db.blobs, async () => {
    await db.packDrafts.add(draft)
    await db.blobs
      .where('sha256')
      .anyOf(draft.files.map(({ sha256 }) => sha256))
      .modify((blob) => delete blob.looseAt)
  })
}

/** How long bytes that nothing names stay on the device, in milliseconds: what was removed may be taken back, in this tab or another. */
const GRACE = 24 * 3600_000

/**
 * Lets go, a day after nothing names them any more, of bytes that were made on this device: pictures of packs that were removed, photos that were
 * taken out of a copy. What a draft names, or what must still go up, stays.
 */
export async function clearBytes(db: ProfileDb, now: Moment): Promise<void> {
  await db.transaction('rw', [db.blobs, db.packDrafts, db.drafts, db.uploads], async () => {
    const named = await bytesNamed(db)
    const here = await db.blobs.toCollection().primaryKeys()
    for (const sha256 of here.filter((name) => !named.has(name))) {
      const looseAt = (await db.blobs.get(sha256))?.looseAt
      if (looseAt === undefined || looseAt > now) await db.blobs.update(sha256, { looseAt: now })
      else if (now - looseAt > GRACE) await db.blobs.delete(sha256)
    }
  })
}

async function bytesNamed(db: ProfileDb): Promise<Set<Sha256>> {
  const named = new Set(await db.uploads.toCollection().primaryKeys())
  await db.packDrafts.each(({ files }) => files.forEach(({ sha256 }) => named.add(sha256)))
  // A form's draft is whatever its form keeps: every hash in it counts.
  await db.drafts.each(({ value }) =>
    JSON.stringify(value ?? null)
      .match(/\b[0-9a-f]{64}\b/g)
      ?.forEach((name) => named.add(name)),
  )
  return named
}
