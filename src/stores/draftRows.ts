import { toRaw } from 'vue'
import type { Draft, ProfileDb } from '../db/profile.ts'

/** Where drafts go that a form cannot take: another build's shape, or one that came while something else was written. Never opened, always exported. */
const ASIDE = 'aside '

/**
 * Puts a draft on the device, in one request so that it survives a page that is going away. `other` is what lies in its place and must not be lost: it is set
 * aside, or nothing is done.
 */
export async function putDraft(db: ProfileDb, draft: Draft, other: Draft | undefined): Promise<void> {
  if (other) await db.transaction('rw', db.drafts, () => db.drafts.bulkPut([setAside(other), draft]))
  else await db.drafts.put(draft)
}

/** Takes a draft off the device; `other`, what lies in its place without having been seen, is set aside. */
export async function dropDraft(db: ProfileDb, key: string, other: Draft | undefined): Promise<void> {
  await db.transaction('rw', db.drafts, async () => {
    if (other) await db.drafts.put(setAside(other))
    await db.drafts.delete(key)
  })
}

function setAside(draft: Draft): Draft {
  return { ...draft, key: `${ASIDE}${draft.updatedAt} ${draft.key}` }
}

/** Plain data as the store takes it, whatever a form made of it. */
export function plain(value: unknown): unknown {
  const raw = toRaw(value)
  if (Array.isArray(raw)) return raw.map(plain)
  if (!(raw instanceof Object) || Object.getPrototypeOf(raw) !== Object.prototype) return raw
  return Object.fromEntries(Object.entries(raw).map(([field, inside]) => [field, plain(inside)]))
}

export function sameData(a: unknown, b: unknown): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b))
}
