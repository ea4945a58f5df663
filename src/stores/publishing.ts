import { lookUp } from '../db/overlay.ts'
import type { Attached } from '../db/commit.ts'
import type { ProfileDb } from '../db/profile.ts'
import type { Id } from '../domain/ids.ts'
import type { PackDraft } from '../domain/makings.ts'
import { feeds } from '../domain/records.ts'
import { makeVersion, type Part, type Version } from '../packs/manifest.ts'
import { perform } from './doing.ts'
import { digest } from './hashing.ts'
import type { Undone } from './keeping.ts'

/** Why a draft cannot be published yet, or what became of it for each class. */
export type Publishing = { unready: 'noTitle' | 'noPage' } | { classes: { classId: Id; refused?: Undone['refused'] }[] }

/**
 * Publishes what a draft says now, class after class: each has its own count of versions. Kept on this device before it resolves; it leaves when the
 * school holds every file. A class that has this very content keeps its version.
 */
export async function publishDraft(db: ProfileDb, draft: PackDraft, classIds: readonly Id[]): Promise<Publishing> {
  if (draft.title.trim() === '') return { unready: 'noTitle' }
  if (draft.pages.length === 0) return { unready: 'noPage' }
  const version = await makeVersion(draft, digest)
  const attached = [withBytes(version.text), withBytes(version.manifest), ...version.files.map((ref) => ({ ref }))]
  const classes: { classId: Id; refused?: Undone['refused'] }[] = []
  for (const classId of classIds) {
    const done = await publishTo(db, draft, version, attached, classId)
    classes.push(done ? { classId, refused: done.refused } : { classId })
  }
  return { classes }
}

async function publishTo(
  db: ProfileDb,
  { id: packId, title, subject, level }: PackDraft,
  { manifest, text, facts }: Version,
  attached: readonly Attached[],
  classId: Id,
): Promise<Undone | undefined> {
  const known = await lookUp(db, { feed: feeds.class(classId), kind: 'pack', id: packId })
  if (known?.manifest.sha256 === manifest.ref.sha256) return undefined
  const version = (known?.version ?? 0) + 1
  const wish = { kind: 'publishPack', classId, packId, version, title, subject, level, ...facts } as const
  const done = await perform({ ...wish, manifest: manifest.ref, text: text.ref }, attached)
  return 'refused' in done ? done : undefined
}

function withBytes({ ref, bytes }: Part): Attached {
  return { ref, bytes: new Uint8Array(bytes).buffer }
}
