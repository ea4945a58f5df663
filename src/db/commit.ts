import * as v from 'valibot'
import type { Actor } from '../domain/access.ts'
import { decide, needs, type Found, type Refused } from '../domain/decide.ts'
import type { FileRef } from '../domain/files.ts'
import { uuid7, type Moment, type MutationId } from '../domain/ids.ts'
import { filesOf, Mutation, type Wish } from '../domain/mutations.ts'
import { timeAtSchool } from '../domain/overdue.ts'
import { bodyOf, type Body, type Key, type Kind, type Write } from '../domain/records.ts'
import { actorOf } from './actor.ts'
import { lookUp } from './overlay.ts'
import type { ProfileDb, ProfileState } from './profile.ts'

/** A file that goes with a deed. Without `bytes`, they are kept on this device already. */
export type Attached = { ref: FileRef; bytes?: ArrayBuffer }

/** Time and chance as arguments: `now` in milliseconds by this device's clock, `random` 16 bytes. */
export type Deed = { wish: Wish; attached: readonly Attached[]; now: Moment; random: Uint8Array }

/**
 * Does something on this device: asks the rule book, and puts the outbox entry, with the files that go with it, in one durable transaction.
 * When this resolves the deed is kept, whatever happens to the tab. Throws when the store is full or broken, with nothing half done.
 */
export async function commit(db: ProfileDb, deed: Deed): Promise<{ id: MutationId } | Refused> {
  return db.transaction('rw', [db.records, db.cursors, db.outbox, db.blobs, db.uploads, db.meta], async () => {
    const state = await db.meta.get('state')
    const actor = await actorOf(db)
    if (!state || !actor) return { refused: 'notAllowed' }
    const parsed = v.safeParse(Mutation, dressed(deed, state))
    if (!parsed.success) return { refused: 'malformed' }
    const mutation = parsed.output
    const decided = decide(actor, mutation, await findAll(db, actor, mutation))
    if ('refused' in decided) return decided
    await keepEntry(db, mutation, decided, { committedAt: deed.now, doneAt: timeAtSchool(deed.now, state) })
    await keepFiles(db, mutation, deed)
    await db.meta.put({ ...state, n: mutation.n })
    return { id: mutation.id }
  })
}

/** Adds what the device says: id, number, time. A copy's end is told by the school's clock, as far as this device knows it. */
function dressed({ wish, now, random }: Deed, { n, offset }: ProfileState): Mutation {
  const envelope = { id: uuid7(now, random), n: n + 1, at: now }
  if (wish.kind !== 'handIn') return { ...wish, ...envelope }
  return { ...wish, ...envelope, finishedAt: Math.max(0, wish.finishedAt + offset) }
}

/** Reads what `needs` names, in as many steps as it takes. */
async function findAll(db: ProfileDb, actor: Actor, mutation: Mutation): Promise<Found> {
  const bodies = new Map<string, unknown>()
  const name = ({ feed, kind, id }: { feed: string; kind: string; id: string }) => `${feed} ${kind} ${id}`
  const found: Found = <K extends Kind>(key: Key<K>): Body<K> | undefined => bodyOf<K>(key.kind, bodies.get(name(key)))
  for (;;) {
    const asked = needs(actor, mutation, found).filter((key) => !bodies.has(name(key)))
    if (asked.length === 0) return found
    for (const key of asked) bodies.set(name(key), await lookUp(db, key))
  }
}

async function keepEntry(
  db: ProfileDb,
  mutation: Mutation,
  writes: Write[],
  times: { committedAt: Moment; doneAt: Moment },
): Promise<void> {
  await db.outbox.add({
    id: mutation.id,
    n: mutation.n,
    state: 'waiting',
    reason: null,
    mutation,
    writes,
    ...times,
    changedAt: times.committedAt,
  })
}

/** What must go up is noted with the entry, so that no crash can separate them. */
async function keepFiles(db: ProfileDb, mutation: Mutation, { attached, now }: Deed): Promise<void> {
  for (const { ref, bytes } of attached) if (bytes) await db.blobs.put({ sha256: ref.sha256, ref, bytes, addedAt: now })
  const refs = new Map([...filesOf(mutation).files, ...attached.map(({ ref }) => ref)].map((ref) => [ref.sha256, ref]))
  for (const ref of refs.values()) {
    const known = await db.uploads.get(ref.sha256)
    const entries = [...(known?.entries ?? []), mutation.id]
    const fresh = { sha256: ref.sha256, ref, sent: 0, done: false, askedAt: 0, addedAt: now }
    await db.uploads.put({ ...(known ?? fresh), entries })
  }
}
