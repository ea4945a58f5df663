import type { FilesDb } from '../db/files.ts'
import { forgetPack } from '../db/shelf.ts'
import type { Id, Moment } from '../domain/ids.ts'

/** How long a pack that its class has no more stays on the device, in milliseconds: it may come back, and a feed may be read anew. */
const GRACE = 24 * 3600_000

/** Lets go, after a day, of the packs of a profile that no class of it has any more. `published`: the keys of those that are there. */
export async function clearPacks(
  files: FilesDb,
  profile: Id,
  published: ReadonlySet<string>,
  now: Moment,
): Promise<void> {
  const rows = await files.packs.where('key').startsWith(`${profile}/`).toArray()
  for (const row of rows) {
    if (published.has(row.key)) {
      if (row.goneAt !== null) await files.packs.update(row.key, { goneAt: null })
    } else if (row.goneAt === null || row.goneAt > now) await files.packs.update(row.key, { goneAt: now })
    else if (now - row.goneAt > GRACE) await forgetPack(files, row.key)
  }
}
