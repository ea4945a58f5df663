import { Dexie } from 'dexie'
import type { Id, Moment, MutationId } from '../domain/ids.ts'
import { bodyOf, type Body, type FeedName, type Key, type Kind, type RecordId, type Write } from '../domain/records.ts'
import type { Entry, ProfileDb } from './profile.ts'
import type { RecordsDb, StoredRecord } from './records.ts'

/** What this device holds of one thing. `waiting`: the outbox entry laid over the school's word, until the school has it; then `at` is when that was done here. */
export type Held<K extends Kind> = {
  feed: FeedName
  kind: K
  id: RecordId
  seq: number
  at: Moment
  body: Body<K>
  waiting?: MutationId
}

/** Entries that the school does not have yet, in the order in which they were done. */
export async function openEntries(db: ProfileDb): Promise<Entry[]> {
  return db.outbox.where('state').anyOf('waiting', 'held').sortBy('n')
}

/** One thing as this person sees it: the school's word, under what they did since. */
export async function lookUp<K extends Kind>(db: ProfileDb, key: Key<K>): Promise<Body<K> | undefined> {
  const entries = await openEntries(db)
  const write = entries
    .flatMap(({ writes }) => writes)
    .findLast(({ feed, kind, id }) => feed === key.feed && kind === key.kind && id === key.id)
  const body = write ? write.body : (await db.records.get([key.feed, key.kind, key.id]))?.body
  return bodyOf<K>(key.kind, body)
}

/** Whose copy of what: submissions of anything else are left out before they are looked at closely. */
export type About = { assignmentId: Id; pupilId: Id }

/** All of a kind, in one feed or in every one, as this person sees them. What this build does not understand is left out. */
export async function listHeld<K extends Kind>(
  db: ProfileDb,
  kind: K,
  feed?: FeedName,
  about?: About,
): Promise<Held<K>[]> {
  const known = await listKnown(db, kind, feed, about)
  return overlay(
    kind,
    known,
    await openEntries(db),
    (write) => (feed === undefined || write.feed === feed) && (write.body === null || isAbout(write.body, about)),
  )
}

/** Those of a kind that a feed has under these ids, as this person sees them. */
export async function getHeld<K extends Kind>(
  db: ProfileDb,
  kind: K,
  feed: FeedName,
  ids: readonly RecordId[],
): Promise<Held<K>[]> {
  const rows = await db.records.bulkGet(ids.map((id) => [feed, kind, id]))
  const known = rows.flatMap((row) => (row && heldOf(kind, row)) ?? [])
  return overlay(kind, known, await openEntries(db), (write) => write.feed === feed && ids.includes(write.id))
}

/** Lays what was done here over the school's word, in the order in which it was done. */
function overlay<K extends Kind>(
  kind: K,
  known: readonly Held<K>[],
  entries: readonly Entry[],
  asked: (write: Write) => boolean,
): Held<K>[] {
  const held = new Map(known.map((record) => [`${record.feed} ${record.id}`, record]))
  for (const { id: waiting, writes, committedAt: at } of entries) {
    for (const write of writes) {
      if (write.kind !== kind || !asked(write)) continue
      const name = `${write.feed} ${write.id}`
      const body = bodyOf(kind, write.body)
      if (body === undefined) held.delete(name)
      else held.set(name, { feed: write.feed, kind, id: write.id, seq: held.get(name)?.seq ?? 0, at, body, waiting })
    }
  }
  return [...held.values()]
}

/** The school's word alone. */
export async function listKnown<K extends Kind>(
  db: RecordsDb,
  kind: K,
  feed?: FeedName,
  about?: About,
): Promise<Held<K>[]> {
  const rows =
    feed === undefined
      ? await db.records.where('kind').equals(kind).toArray()
      : await db.records
          .where('[feed+kind+id]')
          .between([feed, kind, Dexie.minKey], [feed, kind, Dexie.maxKey])
          .toArray()
  return rows.flatMap((row) => (row.body && isAbout(row.body, about) ? (heldOf(kind, row) ?? []) : []))
}

function isAbout(body: object, about: About | undefined): boolean {
  if (about === undefined) return true
  const says = 'assignmentId' in body && 'pupilId' in body
  return says && body.assignmentId === about.assignmentId && body.pupilId === about.pupilId
}

function heldOf<K extends Kind>(kind: K, { feed, id, seq, at, body }: StoredRecord): Held<K> | undefined {
  const understood = bodyOf(kind, body)
  return understood && { feed, kind, id, seq, at, body: understood }
}
