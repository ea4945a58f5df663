import { clearBytes } from '../db/makings.ts'
import type { ProfileDb } from '../db/profile.ts'
import { trimmed } from '../packs/changing.ts'
import { engine } from './engine.ts'

/** A draft left alone for this long has no way back to what was taken out of it, in milliseconds. */
const LEFT_ALONE = 24 * 3600_000

const tidied = new Set<string>()

/** Lets go of what a person's drafts do not need any more; once an opening of the application. */
export async function tidy(db: ProfileDb): Promise<void> {
  if (tidied.has(db.name)) return
  tidied.add(db.name)
  const now = engine().now()
  await db.packDrafts
    .where('updatedAt')
    .below(now - LEFT_ALONE)
    .modify((draft, at) => {
      at.value = trimmed(draft)
    })
  await clearBytes(db, now)
}
