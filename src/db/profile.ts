import type { DexieOptions, Table } from 'dexie'
import type { FileRef } from '../domain/files.ts'
import type { Id, Moment, MutationId, Sha256 } from '../domain/ids.ts'
import type { PackDraft } from '../domain/makings.ts'
import type { Mutation } from '../domain/mutations.ts'
import type { Role } from '../domain/people.ts'
import type { Receipt } from '../domain/receipts.ts'
import type { FeedName, Write } from '../domain/records.ts'
import { RECORD_TABLES, RecordsDb } from './records.ts'

/**
 * `waiting`: to be sent. `held`: to be sent later, `reason` says why (`files`: they go up first; `unknownKind`: the school is older than this build;
 * `restored`: the school was put back to an older copy, and what this is about is not there again).
 * `refused`: the school said no, `reason` says why; it stays in sight. `done`: the school has it; kept 30 days in case the school is restored.
 */
export type EntryState = 'waiting' | 'held' | 'refused' | 'done'

/** Something a person did: the mutation as it is sent, and the writes that the rule book gave for it. */
export type Entry = {
  id: MutationId
  n: number
  state: EntryState
  reason: string | null
  mutation: Mutation
  writes: Write[]
  committedAt: Moment
  /** The same by the school's clock, as far as it was known then; absent from those of earlier builds. */
  doneAt?: Moment
  /** What the school gave for it, before it was put back to an older copy: it is given back with it. */
  receipt?: Receipt
  /** When it took its present state, by this device's clock; when the school received it, by the school's, once it is `done`. */
  changedAt: Moment
}

/**
 * Bytes that were made on this device: photos of copies, files of packs. An ArrayBuffer: Blobs in Safari's IndexedDB have failed others.
 * `looseAt`: since when nothing names them.
 */
export type KeptBlob = { sha256: Sha256; ref: FileRef; bytes: ArrayBuffer; addedAt: Moment; looseAt?: Moment }

/**
 * A file that must go up for these entries. `sent`: how many of its pieces the school is known to hold; `done`: all of them.
 * `askedAt`: when the school was last asked which are missing, 0 for never. `trouble`: its bytes are not on this device any more as they were made.
 */
export type Upload = {
  sha256: Sha256
  ref: FileRef
  entries: MutationId[]
  sent: number
  done: boolean
  trouble?: 'damaged'
  askedAt: Moment
  addedAt: Moment
}

/** Something being written. `value` is whatever its form keeps. `settled`: it was handed in as it is, and stays to be read. */
export type Draft = { key: string; value: unknown; updatedAt: Moment; settled?: true }

/**
 * What the engine knows of itself. `n`: the last number given to a mutation. `offset`: the school's clock minus this device's, in milliseconds.
 * `freshAt`: when the school last answered, and `busyUntil` not before when it wants to be asked again, by this device's clock.
 * `signedOut`: the school asks to sign in again. `grants`: feeds that may be read, as told at sign-in, until the account's own feed says it.
 * `putAway`: what the school refused and the person does not want to see first any more, on this device.
 */
export type ProfileState = {
  name: 'state'
  account: Id
  role: Role
  person: string
  deviceId: Id
  n: number
  epoch: Id | null
  offset: number
  freshAt: Moment | null
  busyUntil: Moment | null
  signedOut: boolean
  grants: FeedName[]
  putAway?: MutationId[]
}

/** Everything of one person on this device. */
export class ProfileDb extends RecordsDb {
  declare readonly outbox: Table<Entry, MutationId>
  declare readonly drafts: Table<Draft, string>
  declare readonly meta: Table<ProfileState, 'state'>
  declare readonly blobs: Table<KeptBlob, Sha256>
  declare readonly uploads: Table<Upload, Sha256>
  declare readonly packDrafts: Table<PackDraft, Id>

  constructor(name: string, options?: DexieOptions) {
    super(name, options)
    this.version(1).stores({
      ...RECORD_TABLES,
      outbox: 'id, state, n',
      drafts: 'key',
      meta: 'name',
      blobs: 'sha256',
      uploads: 'sha256, *entries',
      packDrafts: 'id, updatedAt',
    })
  }
}

export function profileDbName(profile: Id): string {
  return `profile-${profile}`
}

export function openProfile(profile: Id, options?: DexieOptions): ProfileDb {
  return new ProfileDb(profileDbName(profile), options)
}

/** Deletes everything of a profile from this device. Whoever calls this has made sure that nothing waits in it. */
export async function deleteProfile(profile: Id, options?: DexieOptions): Promise<void> {
  await openProfile(profile, options).delete()
}
