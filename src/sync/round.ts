import type { DeviceDb, Profile } from '../db/device.ts'
import { FIRST_PREFERENCES } from '../db/device.ts'
import { PUBLIC_PROFILE, type FilesDb } from '../db/files.ts'
import type { ParcelsDb } from '../db/parcels.ts'
import type { ProfileDb } from '../db/profile.ts'
import type { RecordsDb } from '../db/records.ts'
import type { Room } from '../device/storage.ts'
import type { Id, Moment } from '../domain/ids.ts'
import { feeds } from '../domain/records.ts'
import type { Problem } from '../protocol/problem.ts'
import { tellDeliveries } from './deliveries.ts'
import { fetchPacks } from './downloads.ts'
import type { Http } from './http.ts'
import { byItself, mustSpare, type NetworkCost, type Saving } from './policy.ts'
import type { Seldom } from './seldom.ts'
import { publishedIn, readPublic, readShared } from './sharedFeeds.ts'
import { busyUntil, takeTurns, type Turned } from './turn.ts'

/** What a round works with: the device's stores, the line, and what it is not for it to know by itself. */
export type RoundParts = {
  device: DeviceDb
  files: FilesDb
  parcels: ParcelsDb
  /** The database of a profile, opened once. */
  profile: (id: Id) => ProfileDb
  http: Http
  now: () => Moment
  random: (bytes: number) => Uint8Array
  room: () => Promise<Room | null>
  cost: () => NetworkCost
  seldom: Seldom
}

/**
 * Whether a profile is still on this device: someone may sign out in the middle of a round, and nothing of theirs is to come back then. The handbook's is
 * always there.
 */
export async function stays({ device }: Pick<RoundParts, 'device'>, id: Id): Promise<boolean> {
  return id === PUBLIC_PROFILE || (await device.profiles.where('id').equals(id).count()) > 0
}

/** How a part of a round ended, for whoever decides when the next one is. */
export type RoundEnd = 'done' | 'offline' | Problem

/**
 * What is small: a turn, and the shared feeds that moved. `asked`: someone waits for it, so that a sign-in that the school did not know is tried once more;
 * a time that the school gave is obeyed all the same. `told`: how the turn ended, `alone` when the school asked for none; `read`: the shared feeds,
 * which may lie on another server. Whatever stops it, all that came is kept, and the next one goes on from there.
 */
export async function speak(
  parts: RoundParts,
  { id }: Pick<Profile, 'id'>,
  asked = false,
): Promise<{ told: RoundEnd | 'alone'; read: 'done' | 'offline' }> {
  const db = parts.profile(id)
  const state = await db.meta.get('state')
  if (!state) return { told: 'alone', read: 'done' }
  const leftAlone = (state.signedOut && !asked) || busyUntil(state, parts.now()) !== null
  const turned: Turned | 'alone' = leftAlone
    ? 'alone'
    : await takeTurns({ ...parts, profile: id, db, publicCursor: () => parts.device.cursors.get(feeds.public) })
  const moved = typeof turned === 'object' && 'moved' in turned ? turned.moved.map(({ feed }) => feed) : undefined
  const read = await readShared({ ...parts, db }, moved ?? 'unknown')
  return { told: typeof turned === 'object' && 'moved' in turned ? 'done' : turned, read }
}

/** What this person made goes up: photos of copies, files of packs. */
export async function carryUp(parts: RoundParts, { id }: Pick<Profile, 'id'>): Promise<RoundEnd> {
  const db = parts.profile(id)
  if ((await db.uploads.count()) === 0) return 'done'
  const { sendFiles } = await parts.seldom.files()
  return sendFiles({ ...parts, profile: id, db })
}

/** What the school has had for long is let go: it makes room. */
export async function makeRoom(parts: RoundParts, { id }: Pick<Profile, 'id'>): Promise<void> {
  const db = parts.profile(id)
  if ((await db.outbox.where('state').equals('done').count()) === 0) return
  const { forgetOld } = await parts.seldom.forgetting()
  await forgetOld(db, parts.now())
}

/** What this person reads comes down, and a pupil's device says what it holds. */
export async function carryDown(parts: RoundParts, { id, role }: Pick<Profile, 'id' | 'role'>): Promise<RoundEnd> {
  const db = parts.profile(id)
  const saving = await savingOf(parts)
  const fetched = await packsOf(parts, db, id, role, saving)
  if (!(await stays(parts, id))) return 'done'
  if (role === 'pupil') await tellDeliveries({ ...parts, profile: id, db })
  if (role !== 'teacher' || fetched !== 'done' || mustSpare(parts.cost(), saving)) return fetched
  const { gatherCopies } = await parts.seldom.gathering()
  return gatherCopies({ ...parts, profile: id, db, stays: () => stays(parts, id) })
}

/** The list of the handbook's pages, for whoever holds the device, with or without an account. */
export function hearPublic(parts: RoundParts): Promise<RoundEnd> {
  return readPublic({ ...parts, db: parts.device })
}

export async function carryDownPublic(parts: RoundParts): Promise<RoundEnd> {
  return packsOf(parts, parts.device, PUBLIC_PROFILE, 'anyone', await savingOf(parts))
}

async function savingOf({ device }: RoundParts): Promise<Saving> {
  return (await device.preferences.get('chosen')) ?? FIRST_PREFERENCES
}

async function packsOf(
  parts: RoundParts,
  db: RecordsDb,
  profile: Id,
  who: Profile['role'] | 'anyone',
  saving: Saving,
): Promise<RoundEnd> {
  const published = await publishedIn(db, parts.files, profile, parts.now())
  return fetchPacks(
    {
      ...parts,
      profile,
      stays: () => stays(parts, profile),
      source: parts.http.file,
      lessons: parts.seldom.lessons,
      byItself: (pack, before) => byItself(who, pack, before, parts.cost(), saving),
    },
    published,
  )
}
