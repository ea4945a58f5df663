import type { DexieOptions, Table } from 'dexie'
import type { Id, Moment } from '../domain/ids.ts'
import type { ClosesAfter, LockKind } from '../domain/lock.ts'
import type { Role } from '../domain/people.ts'
import type { FeedName } from '../domain/records.ts'
import { RECORD_TABLES, RecordsDb } from './records.ts'

/**
 * What closes a bag to the others of this device. `hash`: of the code, with `salt`, so many `rounds`. `failures`: wrong codes since it was last opened. `turn`: a new
 * word each time it is closed; a tab that was told of an older one is closed by that.
 */
export type Lock = {
  kind: LockKind
  salt: Uint8Array<ArrayBuffer>
  rounds: number
  hash: ArrayBuffer
  failures: number
  turn: string
  closesAfter: ClosesAfter
}

/**
 * One person on this device. `id` names the profile, opaque; `account` is the person at the school; `deviceId` and `key` were registered when
 * the card was opened, the private half cannot be taken out. `card`: SHA-256 of the card's token, to know it again. `colour`: 0 to 7. `lock`: gone when the card is opened again.
 */
export type Profile = {
  id: Id
  account: Id
  role: Role
  name: string
  school: string
  deviceId: Id
  key: CryptoKeyPair
  card: string
  colour: number
  addedAt: Moment
  lastUsedAt: Moment
  lock?: Lock
}

/** What the person chose for this device. `locale` null follows the browser. `reading` wide: larger letters, further apart. */
export type Preferences = {
  locale: 'fr' | 'en' | null
  theme: 'auto' | 'light' | 'dark'
  reading: 'plain' | 'wide'
  wifiOnly: boolean
  dataSaver: boolean
}

export const FIRST_PREFERENCES: Preferences = {
  locale: null,
  theme: 'auto',
  reading: 'plain',
  wifiOnly: false,
  dataSaver: false,
}

/** What the school last said to every device, and when it was heard. */
export type HeardPulse = { spread: number; minBuild: string; paused: boolean; day: string | null; at: Moment }

/**
 * A card being signed in with: what was made for it before the school hears of it. `card`: SHA-256 of its token. `replaces`: the device that this one was before
 * the browser cleared its store.
 */
export type Enrolling = { card: string; profile: Id; deviceId: Id; key: CryptoKeyPair; replaces?: Id }

/** Who is on this device, what they chose, and the public feed, which needs no account; `heard`: when it was last found to be up to date. `leaving`: profiles that left, until the school is told. */
export class DeviceDb extends RecordsDb {
  declare readonly profiles: Table<Profile, Id>
  declare readonly preferences: Table<Preferences & { name: 'chosen' }, 'chosen'>
  declare readonly pulse: Table<HeardPulse & { name: 'heard' }, 'heard'>
  declare readonly enrolling: Table<Enrolling, string>
  declare readonly leaving: Table<{ profile: Id }, Id>
  declare readonly heard: Table<{ feed: FeedName; at: Moment }, FeedName>

  constructor(name: string, options?: DexieOptions) {
    super(name, options)
    this.version(1).stores({
      ...RECORD_TABLES,
      profiles: 'id',
      preferences: 'name',
      pulse: 'name',
      enrolling: 'card',
      leaving: 'profile',
      heard: 'feed',
    })
  }
}

export function openDevice(options?: DexieOptions): DeviceDb {
  return new DeviceDb('device', options)
}
