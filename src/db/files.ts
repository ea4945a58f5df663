import { Dexie, type DexieOptions, type Table } from 'dexie'
import type { FileRef } from '../domain/files.ts'
import type { Id, Moment, Sha256 } from '../domain/ids.ts'
import type { Tier } from '../domain/packs.ts'
import type { FeedName } from '../domain/records.ts'

/**
 * One file of a pack. `have`: how many of its pieces are stored, each verified by its hash before it was. `owners`: who counts on it, as
 * `ownerOf` names them; siblings and versions share a file, and it goes with its last owner.
 */
export type HeldFile = { sha256: Sha256; ref: FileRef; have: number; owners: string[]; addedAt: Moment }

/** Piece `index` of a file, as an ArrayBuffer: Blobs in Safari's IndexedDB have failed others. */
export type HeldPiece = { file: Sha256; index: number; bytes: ArrayBuffer }

/** A version of a pack, as its record names it. */
export type PackVersion = { version: number; manifest: FileRef; text: FileRef }

/** How much of a pack: its words alone, the essential pictures too, or everything. */
export type Depth = 'text' | Tier

/** Why a download stopped by itself. `oldBuild`: all is well, but only a newer build can read it. `gaveWay`: its room was needed for work. */
export type Trouble = 'full' | 'damaged' | 'gone' | 'oldBuild' | 'gaveWay'

/**
 * What one profile has, and wants, of one pack. Profile `public` is the handbook's, which needs no account.
 * `held`: the version that is read, null for none; `coming`: the version on its way, which takes its place once every hash is verified.
 * `wanted`: how deep it goes for now; `chosen`: how deep the person once asked, null if never; `asked`: they wait for it, so neither preferences nor
 * the network's price hold it back, until it is there. `removed`: not fetched again by itself.
 * `trouble` stopped it, at `troubleAt`. `have` and `total`: bytes of `wanted` of the version on its way (or held). `told`: what the school was told is whole here.
 * `goneAt`: since when the class does not have it any more.
 */
export type HeldPack = {
  key: string
  profile: Id
  feed: FeedName
  packId: Id
  wanted: Depth
  chosen: Depth | null
  asked: boolean
  paused: boolean
  removed: boolean
  trouble: Trouble | null
  troubleAt: Moment
  held: (PackVersion & { depth: Depth }) | null
  coming: PackVersion | null
  have: number
  total: number
  told: string | null
  goneAt: Moment | null
}

/** Pack bytes of every profile of this device, and the handbook's. In one database, so that a version is switched, and bytes freed, in one transaction. */
export class FilesDb extends Dexie {
  declare readonly files: Table<HeldFile, Sha256>
  declare readonly pieces: Table<HeldPiece, [Sha256, number]>
  declare readonly packs: Table<HeldPack, string>

  constructor(name: string, options?: DexieOptions) {
    super(name, options)
    this.version(1).stores({ files: 'sha256, *owners', pieces: '[file+index]', packs: 'key' })
  }
}

export function openFiles(options?: DexieOptions): FilesDb {
  return new FilesDb('files', options)
}

/** The profile that the handbook's packs are counted under. */
export const PUBLIC_PROFILE = 'public'

export function packKey(profile: Id, feed: FeedName, packId: Id): string {
  return `${profile}/${feed}/${packId}`
}

/** One version of a pack as an owner of files. Named by the manifest's hash: a version number may come back after a restore. */
export function ownerOf(key: string, version: PackVersion): string {
  return `${key}/${version.manifest.sha256}`
}
