import { dropParcel, itemsOf, type Parcel, type ParcelItem, type ParcelsDb } from '../db/parcels.ts'
import type { Moment } from '../domain/ids.ts'
import type { ParcelAnswer } from '../protocol/parcelAnswer.ts'
import type { Problem } from '../protocol/problem.ts'
import type { Http } from './http.ts'

export type Carrying = { parcels: ParcelsDb; http: Pick<Http, 'parcel'>; now: () => Moment }

/** How long a parcel waits when the school gave no time, and what it does not understand for a newer school, in milliseconds. */
const AGAIN = 60_000
const UNKNOWN_AGAIN = 3600_000
/** Nobody seals for so long, in milliseconds. */
const UNMADE = 600_000
/** A clock that was set back must not hold a parcel for ever: nobody asks for longer. */
const LONGEST = 3600_000

type Bringing = ParcelAnswer | Problem | 'offline' | 'absent'

/** Whether the school may be asked to take it now. */
const isDue = ({ notBefore }: Parcel, now: Moment) => notBefore <= now || notBefore - now > LONGEST

/**
 * Brings sealed work to the school, oldest first. There is no state to agree on: a letter is told what it lacks, brings that, and is brought again. Answers
 * `offline` when nobody was there, else when the next try is worth while, null for never.
 */
export async function carryParcels(c: Carrying): Promise<'offline' | Moment | null> {
  await dropUnmade(c)
  const waiting = await c.parcels.parcels.where('state').equals('waiting').sortBy('sealedAt')
  let next: Moment | null = null
  for (const parcel of waiting) {
    const later = isDue(parcel, c.now()) ? await carryParcel(c, parcel) : parcel.notBefore
    if (later === 'offline') return later
    if (later !== null) next = Math.min(next ?? later, later)
  }
  return next
}

/** What broke off while it was sealed: its author is still here, and nothing of it was ever promised. */
async function dropUnmade({ parcels, now }: Carrying): Promise<void> {
  const made = await parcels.parcels.where('state').equals('making').toArray()
  for (const { id, changedAt } of made) if (Math.abs(now() - changedAt) > UNMADE) await dropParcel(parcels, id)
}

async function carryParcel(c: Carrying, parcel: Parcel): Promise<'offline' | Moment | null> {
  const first = await bringLetters(c, parcel)
  if ('end' in first) return settle(c, parcel, first.end)
  const lacking: number[] = []
  for (const n of first.missing) {
    const end = await bring(c, parcel, n)
    if (end === 'absent' || isProblem(end, 'wrongBytes')) lacking.push(n)
    else if (end === 'offline' || 'problem' in end) return settle(c, parcel, end)
  }
  // What waited for those pieces, and what the school lacks after all.
  const last = first.missing.length > 0 ? await bringLetters(c, parcel) : first
  if ('end' in last) return settle(c, parcel, last.end)
  const { received, refused, held, missing } = last
  const counts = { received, refused, changedAt: c.now() }
  if (missing.some((n) => !lacking.includes(n))) return postpone(c, parcel, c.now() + AGAIN)
  if (missing.length > 0 || held.files > 0) return stop(c, parcel, 'incomplete', counts)
  if (held.unknownKind > 0) return postpone(c, parcel, c.now() + UNKNOWN_AGAIN)
  await c.parcels.transaction('rw', c.parcels.parcels, c.parcels.items, async () => {
    await c.parcels.parcels.update(parcel.id, { ...counts, state: 'delivered', problem: null })
    await itemsOf(c.parcels, parcel.id).delete()
  })
  return null
}

type Told = Omit<ParcelAnswer, 'now'>

/** Every letter in its order. What follows on a letter that lacks files is not brought before them. */
async function bringLetters(c: Carrying, parcel: Parcel): Promise<Told | { end: Exclude<Bringing, ParcelAnswer> }> {
  const told: Told = { received: 0, refused: 0, held: { files: 0, unknownKind: 0 }, missing: [] }
  for (let n = 0; n < parcel.letters && told.held.files === 0; n++) {
    const answer = await bring(c, parcel, n)
    if (typeof answer === 'string' || 'problem' in answer) return { end: answer }
    told.received += answer.received
    told.refused += answer.refused
    told.held.files += answer.held.files
    told.held.unknownKind += answer.held.unknownKind
    told.missing.push(...answer.missing)
  }
  return told
}

async function bring(c: Carrying, { id }: Parcel, n: number): Promise<Bringing> {
  const item: ParcelItem | undefined = await c.parcels.items.get([id, n])
  return item ? c.http.parcel(item.bytes) : 'absent'
}

function isProblem(end: Bringing, name: string): boolean {
  return typeof end === 'object' && 'problem' in end && end.problem === name
}

/** Why it went no further: nobody there, a school that wants to be left alone, or a parcel that will never pass as it is. */
async function settle(
  c: Carrying,
  parcel: Parcel,
  end: Exclude<Bringing, ParcelAnswer>,
): Promise<'offline' | Moment | null> {
  if (end === 'offline') return end
  if (end === 'absent') return stop(c, parcel, 'incomplete')
  switch (end.problem) {
    case 'damagedParcel':
    case 'otherSchool':
    case 'unknownSigner':
    case 'malformed':
    case 'tooLarge':
    case 'notAllowed':
    case 'wrongBytes':
    case 'notFound':
      return stop(c, parcel, end.problem)
    default: {
      const wait = end.retryAt !== undefined && end.now !== undefined ? end.retryAt - end.now : AGAIN
      return postpone(c, parcel, c.now() + Math.min(Math.max(wait, 0), LONGEST))
    }
  }
}

async function postpone(c: Carrying, { id }: Parcel, until: Moment): Promise<Moment> {
  await c.parcels.parcels.update(id, { notBefore: until, changedAt: c.now() })
  return until
}

async function stop(c: Carrying, { id }: Parcel, problem: string, counts: Partial<Parcel> = {}): Promise<null> {
  await c.parcels.parcels.update(id, { ...counts, state: 'stopped', problem, changedAt: c.now() })
  return null
}
