import type { FileRef } from '../../src/domain/files.ts'
import type { Moment, Sha256 } from '../../src/domain/ids.ts'
import type { FeedFiles } from '../feeds/feedFiles.ts'
import type { Storage } from '../storage/storage.ts'
import type { Heads } from './heads.ts'
import type { SchoolKeys } from './schoolKeys.ts'

/** What this room asks of the files on disk. */
export type HeldFiles = {
  /** Joins the pieces that this account brought; says whether the file is whole, or its pieces missing or wrong. */
  assemble(account: string, file: FileRef, use?: 'pack' | 'photo'): Promise<'whole' | 'missing' | 'wrong'>
  read(sha256: Sha256): Promise<Uint8Array | undefined>
}

/** What a turn works with. */
export type SyncParts = {
  storage: Storage
  heads: Heads
  files: HeldFiles
  feedFiles: FeedFiles
  keys: SchoolKeys
  /** The life of this database; a restore begins another. */
  epoch: string
  clock: () => Moment
}
