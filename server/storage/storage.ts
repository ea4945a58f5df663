import type { Sha256 } from '../../src/domain/ids.ts'
import type { FileRef, FileType } from '../../src/domain/files.ts'
import type { Role } from '../../src/domain/people.ts'
import type { FeedName, FeedRecord, Kind, RecordId, Write } from '../../src/domain/records.ts'
import type { DeviceKey } from '../../src/protocol/enrol.ts'
import type { Outcome, Placed } from '../../src/protocol/outcome.ts'

/** One person known to the school. `school`: its UAI. */
export type Account = { id: string; role: Role; name: string; school: string }
/** `hash`: SHA-256 of the card's token, hexadecimal; the token itself is never stored. */
export type Card = { hash: string; account: string; createdAt: number; voidedAt: number | null }
export type EnrolledDevice = {
  id: string
  account: string
  key: DeviceKey
  label: string
  card: string
  enrolledAt: number
  withdrawnAt: number | null
  /** When its owner signed it out from another device: what its key signs counts no more. */
  lostAt: number | null
}
/** `hash`: SHA-256 of the cookie's secret part. One session a profile. */
export type Session = {
  hash: string
  profile: string
  account: string
  device: string
  createdAt: number
  expiresAt: number
}
/** `cap`: the unguessable folder of a shared feed, null for private ones. */
export type FeedState = { feed: FeedName; head: number; cap: string | null }
/** `contentHash`: SHA-256 of the mutation as sent, so that an id reused for other content is seen. */
export type StoredOutcome = {
  id: string
  account: string
  device: string
  contentHash: string
  outcome: Outcome
  at: number
}
/** `shared`: named by an accepted manifest, hence public. Private files are read by the readers of `feeds`. */
export type StoredFile = { sha256: Sha256; bytes: number; type: FileType; shared: boolean; feeds: FeedName[] }
/** A submission whose files are on the way. `receivedAt`: when it was received whole, before the school was put back to an older copy. */
export type Awaited = {
  submissionId: string
  account: string
  files: FileRef[]
  feeds: FeedName[]
  receivedAt: number | undefined
}
export type AuditEntry = { at: number; actor: string; what: string; about: string }

/** Reading: a consistent view of committed rows. Answers undefined or an empty list for what is not there. */
export interface View {
  meta(name: string): Promise<string | undefined>
  account(id: string): Promise<Account | undefined>
  accounts(): Promise<Account[]>
  card(hash: string): Promise<Card | undefined>
  cards(): Promise<Card[]>
  device(id: string): Promise<EnrolledDevice | undefined>
  devicesOf(account: string): Promise<EnrolledDevice[]>
  sessions(): Promise<Session[]>
  grants(): Promise<{ account: string; feed: FeedName }[]>
  grantsOf(account: string): Promise<FeedName[]>
  feeds(): Promise<FeedState[]>
  feed(name: FeedName): Promise<FeedState | undefined>
  record(feed: FeedName, kind: Kind, id: RecordId): Promise<FeedRecord | undefined>
  /** Records of a feed with `seq` above the cursor, in seq order, at most `limit`; one range scan. */
  recordsAfter(feed: FeedName, cursor: number, limit: number): Promise<FeedRecord[]>
  outcome(id: string): Promise<StoredOutcome | undefined>
  file(sha256: Sha256): Promise<StoredFile | undefined>
  /** Files by name, those after one, at most `limit`. */
  filesAfter(sha256: string, limit: number): Promise<Omit<StoredFile, 'feeds'>[]>
  awaited(submissionId: string): Promise<Awaited | undefined>
  /** What this account handed in whose files are on the way. */
  awaitedOf(account: string): Promise<Awaited[]>
  audit(limit: number): Promise<AuditEntry[]>
}

/** Writing, inside one transaction. */
export interface Job extends View {
  setMeta(name: string, value: string): Promise<void>
  addAccount(account: Account): Promise<void>
  addCard(card: Card): Promise<void>
  voidCard(hash: string, at: number): Promise<void>
  /** Adds or, for the same id and account, replaces (a device signed in again). */
  putDevice(device: EnrolledDevice): Promise<void>
  putSession(session: Session): Promise<void>
  dropSession(hash: string): Promise<void>
  dropSessionsOf(device: string): Promise<void>
  /** Makes the feed if there is none; `cap` for shared ones. */
  openFeed(feed: FeedName, cap: string | null): Promise<void>
  grant(account: string, feed: FeedName): Promise<void>
  revoke(account: string, feed: FeedName): Promise<void>
  /** Gives each write the next seq of its feed (`UPDATE … SET head = head + 1 … RETURNING head`) and stores it as the latest state. */
  put(writes: readonly Write[], at: number): Promise<Placed[]>
  storeOutcome(outcome: StoredOutcome): Promise<void>
  /** Adds the file, or widens who reads it: `shared` once true stays true, `feeds` are united. */
  putFile(file: StoredFile): Promise<void>
  await(awaited: Awaited): Promise<void>
  arrived(submissionId: string): Promise<void>
  note(entry: AuditEntry): Promise<void>
}

/**
 * The async port. `read` uses a connection of its own. `write` runs the job in a transaction: what it returns is given, and heads move, only
 * after COMMIT; a job that throws leaves nothing behind and does not disturb the others of its commit window.
 */
export interface Storage {
  readonly name: 'sqlite' | 'postgres'
  read<T>(query: (view: View) => Promise<T>): Promise<T>
  write<T>(job: (job: Job) => Promise<T>): Promise<T>
  /** Whether another process has committed anything since this was last asked; the first answer is no. Costs next to nothing. */
  changedElsewhere(): Promise<boolean>
  close(): Promise<void>
}
