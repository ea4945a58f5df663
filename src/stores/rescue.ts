import type { Draft, KeptBlob, ProfileDb, ProfileState } from '../db/profile.ts'
import { EXTENSIONS, type FileRef } from '../domain/files.ts'
import type { Moment, Sha256 } from '../domain/ids.ts'
import type { PackDraft } from '../domain/makings.ts'
import { fileName } from './fileName.ts'
import { kept } from './keeping.ts'
import { readAtOnce } from './holding.ts'
import { byEntry, readOutbox } from './outbox.ts'
import type { WaitingView } from './views.ts'

/** What this person did that the school does not have, as far as the store of this device can still be read. `files`: what goes up with an entry. */
type Work = {
  person: ProfileState | null
  entries: (Omit<WaitingView, 'files'> & { files: FileRef[] })[]
  drafts: Draft[]
  packDrafts: PackDraft[]
}

const NOTHING: Work = { person: null, entries: [], drafts: [], packDrafts: [] }

/** Bytes turned to text at once: a multiple of three, so that the parts can follow each other. */
const PART = 3 * 8192

/**
 * All that the school does not have, as one JSON file: what waits and what was refused, drafts (`unsaved`: those that the device could not keep), packs in the
 * making, and the bytes of their files in base64. It is put together part by part, so that photos are never in memory all at once.
 */
export async function rescueFile(db: ProfileDb, unsaved: readonly Draft[], now: Moment): Promise<File> {
  const read = await kept(() => readWork(db))
  const work = 'refused' in read ? NOTHING : read
  const drafts = [...new Map([...work.drafts, ...unsaved].map((draft) => [draft.key, draft])).values()]
  const told: object = {
    format: 'cartable rescue 1',
    exportedAt: new Date(now).toISOString(),
    person: work.person && { name: work.person.person, role: work.person.role, account: work.person.account },
    entries: work.entries.map(({ at, ...entry }) => ({ ...entry, at: new Date(at).toISOString() })),
    drafts: drafts.map(({ key, value, updatedAt }) => ({ key, savedAt: new Date(updatedAt).toISOString(), value })),
    packDrafts: work.packDrafts,
  }
  const head = JSON.stringify(told, null, 1)
  const parts: BlobPart[] = [head.slice(0, -2), ',\n "files": [']
  let files = 0
  for (const name of await filesNamedIn(head, db)) {
    const blob = await kept(() => db.blobs.get(name))
    if (!blob || 'refused' in blob) continue
    parts.push(files++ === 0 ? '\n' : ',\n', ...fileParts(blob))
  }
  parts.push(' ]\n}\n')
  return new File(parts, fileName(work.person?.person, now, 'json'), { type: 'application/json' })
}

async function readWork(db: ProfileDb): Promise<Work> {
  const waiting = (await readAtOnce(db, (actor) => readOutbox(db, actor))) ?? []
  const [person, uploads, drafts, packDrafts] = await Promise.all([
    db.meta.get('state'),
    db.uploads.toArray(),
    db.drafts.toArray(),
    db.packDrafts.toArray(),
  ])
  const filesOf = byEntry(uploads)
  const entries = waiting.map((entry) => ({
    ...entry,
    files: filesOf.get(entry.id)?.map(({ ref }) => ref) ?? [],
  }))
  return { person: person ?? null, entries, drafts, packDrafts }
}

/** The files named anywhere in what is told whose bytes are on this device. */
async function filesNamedIn(told: string, db: ProfileDb): Promise<Sha256[]> {
  const names = new Set(told.match(/\b[0-9a-f]{64}\b/g))
  const here = await kept(() => db.blobs.toCollection().primaryKeys())
  return 'refused' in here ? [] : here.filter((name) => names.has(name))
}

function fileParts({ sha256, ref, bytes }: KeptBlob): string[] {
  const facts = JSON.stringify({ name: `${sha256}.${EXTENSIONS[ref.type]}`, type: ref.type, bytes: ref.bytes })
  return [`  ${facts.slice(0, -1)},"base64":"`, ...base64(new Uint8Array(bytes)), '"}']
}

function base64(bytes: Uint8Array): string[] {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += PART)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + PART))))
  return parts
}
