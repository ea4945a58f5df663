import { FilesDb, packKey, type Depth } from '../src/db/files.ts'
import { sha256 } from '../src/device/hash.ts'
import { PackText } from '../src/domain/pages.ts'
import type { PackFile } from '../src/domain/packs.ts'
import type { Downloading, Published } from '../src/sync/downloads.ts'
import type { FileSource } from '../src/sync/fetching.ts'
import { readWhole } from '../src/sync/held.ts'

/** Where the pack of the mirror lies for profile `p1`. */
export const SPOT = { key: packKey('p1', 'class:c1', 'k1'), profile: 'p1', feed: 'class:c1', packId: 'k1' }

let databases = 0

/** A device that carries packs, in a database of its own unless one is named. */
export function carrier(
  source: FileSource,
  more: Partial<Downloading> = {},
  name = `files-${databases++}`,
): Downloading {
  return {
    files: new FilesDb(name),
    source,
    profile: 'p1',
    stays: () => Promise.resolve(true),
    now: () => 1000,
    room: () => Promise.resolve(null),
    byItself: () => 'essential',
    lessons: () => Promise.resolve({ PackText }),
    ...more,
  }
}

/** The version that is read and how deep, after checking every byte of it; throws when it is not whole. */
export async function readable(
  d: Downloading,
  versions: { published: Published; files: PackFile[] }[],
): Promise<{ version: number; depth: Depth } | null> {
  const held = (await d.files.packs.get(SPOT.key))?.held
  if (!held) return null
  const of = versions.find(({ published }) => published.pack.manifest.sha256 === held.manifest.sha256)
  if (!of) throw new Error('holds what was never published')
  const pictures = of.files.filter((file) => file.tier === held.depth || held.depth === 'full')
  for (const ref of [held.text, ...(held.depth === 'text' ? [] : [held.manifest]), ...pictures]) {
    const bytes = await readWhole(d.files, ref.sha256)
    if (!bytes || (await sha256(bytes)) !== ref.sha256)
      throw new Error(`${ref.type} of version ${held.version} is not whole`)
  }
  return { version: held.version, depth: held.depth }
}

/** Bytes that no file counts, or files that count wrong: always none. */
export async function strays(d: Downloading): Promise<string[]> {
  const files = await d.files.files.toArray()
  const pieces = await d.files.pieces.toCollection().primaryKeys()
  const miscounted = files.filter((file) => pieces.filter(([name]) => name === file.sha256).length !== file.have)
  const lost = pieces.filter(([name]) => !files.some((file) => file.sha256 === name))
  return [...miscounted.map((file) => file.sha256), ...lost.map(([name]) => name)]
}
