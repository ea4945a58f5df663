import * as v from 'valibot'
import { packKey, type Depth, type FilesDb, type HeldPack, type PackVersion, type Trouble } from '../db/files.ts'
import { aim, place, settle, switchTo, trip, weighHere } from '../db/shelf.ts'
import { hasRoom, type Room } from '../device/storage.ts'
import type { FileRef } from '../domain/files.ts'
import type { Id, Moment } from '../domain/ids.ts'
import type { PackText } from '../domain/pages.ts'
import { Manifest, type Pack } from '../domain/packs.ts'
import type { FeedName } from '../domain/records.ts'
import { fetchFiles, type Fetched, type Fetching } from './fetching.ts'
import { readWhole } from './held.ts'
import { deeper, reaches, shallower } from './policy.ts'

/** A pack as a class (or the public feed) has it now. */
export type Published = { feed: FeedName; packId: Id; pack: Pack }

/** `stays`: whether the profile is still on this device. `byItself`: how deep a pack comes without being asked for, given what was asked of it before; null for not at all. */
export type Downloading = Fetching & {
  profile: Id
  stays: () => Promise<boolean>
  now: () => Moment
  room: () => Promise<Room | null>
  byItself: (pack: Pack, before: Depth | null) => Depth | null
  /** What a pack's words must be, which a page loads with the first of them: it is large, and no room shows lessons before. */
  lessons: () => Promise<{ PackText: v.GenericSchema<unknown, PackText> }>
}

/** After a trouble, how long until a download tries again by itself, in milliseconds. */
const AGAIN = 30 * 60_000

/**
 * Brings every pack as deep as it is wanted: first the words of all, then their essential pictures, then the rest. Answers `offline` when the
 * network broke off; the next call goes on from there. Troubles stay with their pack and do not stop the others. Ends early for someone who signed out.
 */
export async function fetchPacks(d: Downloading, published: readonly Published[]): Promise<'done' | 'offline'> {
  for (const depth of ['text', 'essential', 'full'] as const) {
    for (const one of published) {
      if (!(await d.stays())) return 'done'
      const end = await deepen(d, one, depth)
      if (end === 'offline') return 'offline'
      if (end !== 'done' && end !== 'stop') await trip(d.files, packKey(d.profile, one.feed, one.packId), end, d.now())
    }
  }
  return 'done'
}

async function deepen(d: Downloading, { feed, packId, pack }: Published, depth: Depth): Promise<Fetched> {
  const key = packKey(d.profile, feed, packId)
  const known = await d.files.packs.get(key)
  const wanted = known?.asked && known.chosen ? known.chosen : d.byItself(pack, known?.chosen ?? null)
  if (wanted === null || !reaches(wanted, depth) || known?.paused || known?.removed) return 'stop'
  const row = known ?? (await place(d.files, { key, profile: d.profile, feed, packId }, wanted))
  const same = row.held?.manifest.sha256 === pack.manifest.sha256
  if (same && reaches(row.held?.depth, depth)) {
    if (row.asked && row.held?.depth === wanted) await settle(d.files, key)
    return 'done'
  }
  if (await waitsAfterTrouble(d, row, pack)) return 'stop'

  const words = await fetchWords(d, row, pack, wanted)
  if (typeof words === 'string') return words
  const { manifest, version } = words
  const filesOf = (tier: Depth) => [
    pack.text,
    pack.manifest,
    ...manifest.files.filter((file) => tier === 'full' || file.tier === tier),
  ]
  // What the older version has and the new one keeps is claimed before the old one is let go.
  const claimed = filesOf(deeper(wanted, row.held?.depth ?? 'text'))
  if (!(await aim(d.files, key, version, wanted, { claimed, counted: filesOf(wanted) }, d.now()))) return 'stop'
  const refs = filesOf(depth)
  const { have, total } = await weighHere(d.files, refs)
  if (!hasRoom(await d.room(), total - have)) return 'full'
  const end = await fetchFiles(d, key, refs)
  if (end !== 'done') return end
  // An older version stays readable until the new one is as whole as it was.
  if (!same && row.held && !reaches(depth, shallower(row.held.depth, wanted))) return 'done'
  return (await switchTo(d.files, key, version, depth, refs)) ? 'done' : 'stop'
}

/** The text, readable at once where nothing older is, then the manifest that says the rest. */
async function fetchWords(
  d: Downloading,
  row: HeldPack,
  pack: Pack,
  wanted: Depth,
): Promise<Fetched | { manifest: Manifest; version: PackVersion }> {
  const version: PackVersion = { version: pack.version, manifest: pack.manifest, text: pack.text }
  const early = row.held ? await manifestHere(d.files, pack) : 'damaged'
  if (typeof early === 'object') return { manifest: early, version }
  const words = [pack.text, pack.manifest]
  const told = { text: pack.text.bytes + pack.manifest.bytes, essential: pack.essentialBytes, full: pack.fullBytes }
  if (!(await aim(d.files, row.key, version, wanted, { claimed: words, counted: words, total: told[wanted] }, d.now())))
    return 'stop'
  if (!hasRoom(await d.room(), told.text)) return 'full'
  for (const word of words) {
    const end = await fetchFiles(d, row.key, [word])
    if (end !== 'done') return end
    // What this build cannot read takes the place of nothing.
    const text = word === pack.text ? await textHere(d, word) : undefined
    if (typeof text === 'string') return text
    if (text && !row.held && !(await switchTo(d.files, row.key, version, 'text', [word]))) return 'stop'
  }
  const manifest = await manifestHere(d.files, pack)
  return typeof manifest === 'object' ? { manifest, version } : manifest
}

/** `offline`: the line broke off between the words and what reads them. */
async function textHere(d: Downloading, text: FileRef): Promise<PackText | Unread | 'offline'> {
  const lessons = await d.lessons().catch(() => undefined)
  return lessons ? readAs(d.files, text, lessons.PackText) : 'offline'
}

async function waitsAfterTrouble(d: Downloading, row: HeldPack, pack: Pack): Promise<boolean> {
  const about = row.coming ?? row.held
  if (row.trouble === null || about?.manifest.sha256 !== pack.manifest.sha256) return false
  // Until somebody asks for it: it would only have to give way again.
  if (row.trouble === 'gaveWay') return true
  if (row.trouble === 'full') return !hasRoom(await d.room(), row.total - row.have)
  return Math.abs(d.now() - row.troubleAt) < AGAIN
}

/** `damaged`: missing, or not whole; `oldBuild`: whole, but this build cannot read it. */
type Unread = Extract<Trouble, 'damaged' | 'oldBuild'>

async function manifestHere(files: FilesDb, pack: Pack): Promise<Manifest | Unread> {
  const manifest = await readAs(files, pack.manifest, Manifest)
  return typeof manifest === 'object' && manifest.text.sha256 !== pack.text.sha256 ? 'damaged' : manifest
}

async function readAs<T extends object>(
  files: FilesDb,
  file: FileRef,
  schema: v.GenericSchema<unknown, T>,
): Promise<T | Unread> {
  const bytes = await readWhole(files, file.sha256)
  if (!bytes) return 'damaged'
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), new TextDecoder().decode(bytes))
  return parsed.success ? parsed.output : 'oldBuild'
}
