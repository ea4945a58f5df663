import { releaseStrangers } from '../db/claims.ts'
import type { Profile } from '../db/device.ts'
import { unsentEntries } from '../db/unsent.ts'
import type { Id, Moment, MutationId, Sha256 } from '../domain/ids.ts'
import { parcelsHere, parcelsWait } from '../db/parcels.ts'
import { dropLeft, finishLeaving, tellLeft } from './leaving.ts'
import { outgoing } from './outgoing.ts'
import { hearPulse, lastPulse, PULSE_AGE } from './pulse.ts'
import { hearSealTo } from './sealTo.ts'
import {
  carryDown,
  carryDownPublic,
  carryUp,
  hearPublic,
  makeRoom,
  speak,
  stays,
  type RoundEnd,
  type RoundParts,
} from './round.ts'
import { busyUntil } from './turn.ts'

/** `build`: this one. `first`: whose pages are on screen. `drop`: deletes a profile's database. `locks`: the browser's. */
export type Everyone = RoundParts & {
  build: string
  first: () => Id | null
  drop: (id: Id) => Promise<void>
  locks: Pick<LockManager, 'request'>
}

/**
 * When to go on: nothing more for now, again after a while since the line or the school failed, not before a moment, or elsewhere: another tab or the
 * worker is at it.
 */
export type Next = 'quiet' | 'retry' | 'elsewhere' | { notBefore: Moment }

/**
 * How it went. `heard`: the school itself, or only a server of its files, or nobody. `oldBuild`: the school wants a newer build before it talks again.
 */
export type Spoken = { next: Next; heard: 'school' | 'files' | 'nobody'; oldBuild: boolean }

/** The small part of a round for every profile of this device, whose pages are on screen first, then for the handbook. One at a time on a device. */
export function speakAll(e: Everyone, asked: boolean): Promise<Spoken> {
  return e.locks.request('cartable sync', { ifAvailable: true }, async (lock): Promise<Spoken> => {
    if (!lock) return { next: 'elsewhere', heard: 'nobody', oldBuild: false }
    const pulse = await hearPulse(e)
    if (pulse.paused) return { next: { notBefore: e.now() + PULSE_AGE }, heard: 'school', oldBuild: false }
    if (e.build < pulse.minBuild) return { next: 'quiet', heard: 'school', oldBuild: true }
    await dropLeft(e)
    const ends: Next[] = []
    const tolds: RoundEnd[] = []
    for await (const who of present(e)) {
      if (!(await e.profile(who.id).meta.get('state'))) {
        await finishLeaving(e, who.id)
        continue
      }
      const { told, read } = await speak(e, who, asked)
      // Neither the school nor any server before it: the others would only wait as long for nothing.
      if (told === 'offline' && read === 'offline') return { next: 'retry', heard: 'nobody', oldBuild: false }
      if (told !== 'alone') tolds.push(told)
      ends.push(await after(e, who.id, told))
    }
    const silent = tolds.length > 0 && tolds.every((told) => told === 'offline')
    if (!silent) await tellLeft(e)
    if (tolds.some((told) => told === 'done')) await hearSealTo(e)
    const handbook = await hearPublic(e)
    ends.push(handbook === 'done' ? 'quiet' : 'retry')
    const school = tolds.length === 0 ? handbook === 'done' : !silent
    const oldBuild = tolds.some((told) => typeof told === 'object' && told.problem === 'oldBuild')
    return { next: soonest(ends), heard: school ? 'school' : handbook === 'done' ? 'files' : 'nobody', oldBuild }
  })
}

/**
 * `freed`: there is something to say or to hear that was not there before: what waited for its files, what a pupil's device says that it holds, the receipt
 * of a copy whose last photo went up.
 */
export type Carried = { next: Next; freed: boolean }

/** Photos and packs' files go up, for every profile, and what others sealed. */
export function carryUpAll(e: Everyone): Promise<Carried> {
  return carry(e, 'up', async () => {
    const ends: Next[] = []
    for await (const who of present(e)) {
      const state = await e.profile(who.id).meta.get('state')
      if (state && !state.signedOut && busyUntil(state, e.now()) === null)
        ends.push(await after(e, who.id, await carryUp(e, who)))
    }
    if (await parcelsHere(e)) {
      const { carryParcels } = await e.seldom.carrying()
      const later = await carryParcels(e)
      if (later !== null) ends.push(later === 'offline' ? 'retry' : { notBefore: later })
    }
    return ends
  })
}

/** Packs come down, for every profile and for the handbook. What is old goes first. */
export function carryDownAll(e: Everyone): Promise<Carried> {
  return carry(e, 'down', async () => {
    // Who signed out in the middle of a download may have left some of it.
    await releaseStrangers(e.files, () => e.device.profiles.toCollection().primaryKeys())
    const ends: Next[] = []
    for await (const who of present(e)) {
      await makeRoom(e, who)
      ends.push(await after(e, who.id, await carryDown(e, who)))
    }
    ends.push((await carryDownPublic(e)) === 'done' ? 'quiet' : 'retry')
    return ends
  })
}

function carry(e: Everyone, name: string, work: () => Promise<Next[]>): Promise<Carried> {
  // Waits for whoever is at it, then looks for what they did not see.
  return e.locks.request(`cartable ${name}`, async () => {
    // The school's word holds for what is heavy first of all.
    const { paused, minBuild } = await lastPulse(e.device)
    if (paused || e.build < minBuild) return { next: 'quiet', freed: false }
    const before = await standing(e)
    const next = soonest(await work())
    const since = await standing(e)
    const canLeave = [...since.leavable].some((id) => !before.leavable.has(id))
    return { next, freed: canLeave || [...before.owed].some((file) => !since.owed.has(file)) }
  })
}

/** `leavable`: what may leave now, of everyone; `owed`: files that the school is not known to hold. */
type Standing = { leavable: Set<MutationId>; owed: Set<Sha256> }

/** In one transaction a person: it is asked twice in every round, and most rounds have nothing to carry. */
async function standing(e: Everyone): Promise<Standing> {
  const all: Standing = { leavable: new Set(), owed: new Set() }
  for (const { id } of await people(e)) {
    const db = e.profile(id)
    await db.transaction('r', db.outbox, db.uploads, db.meta, db.records, async () => {
      for (const entry of await outgoing(db, e.now())) all.leavable.add(entry.id)
      for (const file of await db.uploads.filter(({ done }) => !done).primaryKeys()) all.owed.add(file)
    })
  }
  return all
}

/** Whether someone on this device, or who left it, did something that the school does not have whole. */
export async function deedsWait(e: Pick<Everyone, 'device' | 'parcels' | 'profile'>): Promise<boolean> {
  if (await parcelsWait(e)) return true
  for (const { id } of await e.device.profiles.toArray())
    if ((await unsentEntries(e.profile(id))).length > 0) return true
  return false
}

async function people({ device, first }: Everyone): Promise<Profile[]> {
  const all = await device.profiles.toArray()
  const ofScreen = first()
  const rank = ({ id, lastUsedAt }: Profile) => (id === ofScreen ? Infinity : lastUsedAt)
  return all.sort((a, b) => rank(b) - rank(a))
}

/** Everyone in turn, but those who signed out since the first: what is opened in their name would be made anew. */
async function* present(e: Everyone): AsyncGenerator<Profile> {
  for (const who of await people(e)) if (await stays(e, who.id)) yield who
}

/** A time that the school gave is kept with the profile. Signing in again, or a newer build, are not for a timer to try. */
async function after(e: Everyone, id: Id, end: RoundEnd | 'alone'): Promise<Next> {
  if (end === 'done') return 'quiet'
  if (end === 'offline') return 'retry'
  if (!(await stays(e, id))) return 'quiet'
  const state = await e.profile(id).meta.get('state')
  const notBefore = state ? busyUntil(state, e.now()) : null
  if (notBefore !== null) return { notBefore }
  return end === 'alone' || end.problem === 'signedOut' || end.problem === 'oldBuild' ? 'quiet' : 'retry'
}

function soonest(ends: readonly Next[]): Next {
  if (ends.includes('retry')) return 'retry'
  const moments = ends.flatMap((end) => (typeof end === 'object' ? [end.notBefore] : []))
  return moments.length > 0 ? { notBefore: Math.min(...moments) } : 'quiet'
}
