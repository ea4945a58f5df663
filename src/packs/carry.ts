import type { FileType } from '../domain/files.ts'
import type { Sha256 } from '../domain/ids.ts'
import { cutFile } from './cut.ts'
import { dataBytes } from './data.ts'
import type { MediaSource } from './gather.ts'
import { isPicture, kindOf, type PictureType } from './media.ts'
import { nameOf } from './paths.ts'
import type { Held } from './place.ts'
import { sizeOf, type Size } from './size.ts'
import type { DraftFile, Say, Tools } from './source.ts'

/** A picture lighter than this, in bytes, and not larger than a screen, stays as it is. */
const LIGHT_BYTES = 150_000
const LIGHT_SIDE = 2000

export type Carried = { held: Held; file: DraftFile; lightened: boolean }

/** Everything that an import carries, by path; `data` by address. Each file has had its line. */
export type Carrying = { held: Map<string, Held>; data: Map<string, Held>; files: Map<Sha256, DraftFile> }

/** Carries files one after another, so that no more than one picture is open at a time. */
export async function carryAll(
  media: readonly MediaSource[],
  addresses: ReadonlySet<string>,
  tools: Tools,
  say: Say,
): Promise<Carrying> {
  const carrying: Carrying = { held: new Map(), data: new Map(), files: new Map() }
  const total = media.length + addresses.size
  const take = async (source: MediaSource): Promise<Carried | undefined> => {
    const carried = await carry(source, tools)
    if (carried && !carrying.files.has(carried.held.file)) carrying.files.set(carried.held.file, carried.file)
    return carried
  }
  for (const [done, source] of media.entries()) {
    tools.progress?.(done, total)
    const carried = await take(source)
    if (carried) carrying.held.set(source.path, carried.held)
    say(source.path, carried ? (carried.lightened ? 'lightened' : 'imported') : 'pictureUnreadable')
  }
  for (const address of addresses) {
    const bytes = dataBytes(address)
    const kind = bytes && kindOf(bytes)
    if (!bytes || !kind || !isPicture(kind)) continue
    const carried = await take({ path: 'image', bytes, kind })
    if (carried) carrying.data.set(address, carried.held)
  }
  tools.progress?.(total, total)
  return carrying
}

/** Makes a file ready to travel: pictures lightened where the place can, everything named by its hash. Undefined for a picture that nobody here can read. */
export async function carry(source: MediaSource, tools: Tools): Promise<Carried | undefined> {
  const { bytes, kind } = source
  const drawn = kind === 'picture' || isPicture(kind) ? await drawPicture(bytes, kind, tools) : { bytes, type: kind }
  if (!drawn) return undefined
  const name = nameOf(source.path).slice(-200)
  const file = await cutFile(drawn.bytes, drawn.type, tools.digest)
  const size = 'width' in drawn ? { width: drawn.width, height: drawn.height } : {}
  return {
    held: { as: roleOf(drawn.type), file: file.sha256, name, ...size },
    file: { ref: { ...file, tier: 'full', name }, bytes: drawn.bytes },
    lightened: drawn.bytes !== bytes,
  }
}

type Drawn = { bytes: Uint8Array; type: FileType; width: number; height: number }

/** Undefined when nobody here can read it. */
async function drawPicture(bytes: Uint8Array, kind: PictureType | 'picture', tools: Tools): Promise<Drawn | undefined> {
  const size = kind === 'picture' ? undefined : sizeOf(bytes, kind)
  if (kind !== 'picture' && !size) return undefined
  const redrawn = tools.picture
    ? await tools.picture(bytes, kind, size !== undefined && isLight(bytes, kind, size))
    : 'kept'
  if (redrawn === 'unreadable') return undefined
  if (redrawn !== 'kept') return redrawn
  return kind === 'picture' || !size
    ? undefined
    : { bytes, type: kind, width: sideOf(size.width), height: sideOf(size.height) }
}

/** An animation would stand still if it were drawn again, so it stays. A light picture that says who took it and where does not. */
function isLight(bytes: Uint8Array, kind: PictureType | 'picture', size: Size): boolean {
  return (
    kind === 'image/gif' ||
    (bytes.length <= LIGHT_BYTES && Math.max(size.width, size.height) <= LIGHT_SIDE && !size.personal)
  )
}

/** The schema's bounds for a side. */
function sideOf(pixels: number): number {
  return Math.min(pixels, 20_000)
}

function roleOf(type: FileType): Held['as'] {
  if (type.startsWith('image/')) return 'picture'
  if (type.startsWith('audio/')) return 'audio'
  return type.startsWith('video/') ? 'video' : 'document'
}
