import type { Entry, ProfileDb } from '../db/profile.ts'
import type { Moment, MutationId } from '../domain/ids.ts'
import { filesOf } from '../domain/mutations.ts'
import { MUTATIONS_MAX } from '../protocol/turn.ts'
import { hasGround } from './grounds.ts'

/** A push holds at most this many characters of mutations; the wire's limit is 256 kB in all. */
const PUSH_CHARACTERS = 160_000
/** An entry that the school did not understand is offered again this often, in milliseconds: it may have been updated. */
const UNKNOWN_AGAIN = 3600_000

/** How long what is given back to a restored school waits for what it is about, in milliseconds: whoever has that may be away for days. */
const RESTORED_PATIENCE = 7 * 24 * 3600_000

/**
 * What may leave now, in the order in which it was done. What waits for its files keeps back only what touches the same things. `most`: fewer at once,
 * after the school said that it was too much.
 */
export async function outgoing(db: ProfileDb, now: Moment, most = MUTATIONS_MAX): Promise<Entry[]> {
  const open = await db.outbox.where('state').anyOf('waiting', 'held').sortBy('n')
  const keptBack = new Set<string>()
  const leaving: Entry[] = []
  let weight = 0
  for (const entry of open) {
    const touched = entry.writes.map(({ feed, kind, id }) => `${feed} ${kind} ${id}`)
    if (touched.some((key) => keptBack.has(key)) || !(await mayLeave(db, entry, now))) {
      for (const key of touched) keptBack.add(key)
      continue
    }
    weight += JSON.stringify(entry.mutation).length
    if (leaving.length > 0 && (leaving.length >= most || weight > PUSH_CHARACTERS)) break
    leaving.push(entry)
    // The school may still hold it, and must not judge what follows on it before.
    if (entry.state === 'held' || filesOf(entry.mutation).before) for (const key of touched) keptBack.add(key)
  }
  return leaving
}

async function mayLeave(db: ProfileDb, entry: Entry, now: Moment): Promise<boolean> {
  const { id, state, reason, mutation, changedAt } = entry
  const heldFor = Math.abs(now - changedAt)
  if (state === 'held' && reason === 'unknownKind') return heldFor > UNKNOWN_AGAIN
  const givenBack = state === 'held' && reason === 'restored' && heldFor < RESTORED_PATIENCE
  const account = (await db.meta.get('state'))?.account
  if (givenBack && account !== undefined && !(await hasGround(db, account, entry))) return false
  return !filesOf(mutation).before || filesAreUp(db, id)
}

/** Whether the school is known to hold every file of an entry; what must be up `before` it leaves waits for this. */
export async function filesAreUp(db: ProfileDb, entry: MutationId): Promise<boolean> {
  return (
    (await db.uploads
      .where('entries')
      .equals(entry)
      .filter((upload) => !upload.done)
      .count()) === 0
  )
}
