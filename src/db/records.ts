import { Dexie, type DexieOptions, type Table } from 'dexie'
import type { Id } from '../domain/ids.ts'
import type { FeedName, FeedRecord, RecordId } from '../domain/records.ts'

/** A record where it lives, as the school sent it; kinds and bodies that this build does not understand included. `seq` 0: known from before a restore of the school, until it is read again. */
export type StoredRecord = FeedRecord & { feed: FeedName }

/**
 * How far a feed has been read. Shared feeds carry the epoch of their files; null for private ones, whose epoch is the profile's.
 * `damagedAt`: since when its files do not fit their names, null while all is well.
 */
export type Cursor = { feed: FeedName; seq: number; epoch: Id | null; damagedAt: number | null }

export const RECORD_TABLES = { records: '[feed+kind+id], kind', cursors: 'feed' }

/** A database that holds the school's word: records, and how far each feed has been read. */
export class RecordsDb extends Dexie {
  declare readonly records: Table<StoredRecord, [FeedName, string, RecordId]>
  declare readonly cursors: Table<Cursor, FeedName>

  constructor(name: string, options?: DexieOptions) {
    // Chrome's own default is relaxed: what was said to be kept could be lost with the power.
    super(name, { chromeTransactionDurability: 'strict', ...options })
  }
}
