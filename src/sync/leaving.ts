import { releaseProfile } from '../db/claims.ts'
import type { DeviceDb } from '../db/device.ts'
import type { FilesDb } from '../db/files.ts'
import type { ProfileDb } from '../db/profile.ts'
import { countLosable, unsentEntries } from '../db/unsent.ts'
import type { Id, MutationId } from '../domain/ids.ts'
import type { Http } from './http.ts'

/** `drop`: deletes a profile's database, and forgets that it was open. */
export type Leaving = {
  device: DeviceDb
  files: FilesDb
  profile: (id: Id) => ProfileDb
  drop: (id: Id) => Promise<void>
  http: Pick<Http, 'signOut'>
}

/** Why a profile stays: `waiting` entries that the school does not have whole, `unsent` things that would be lost. */
export type WhyStay = { waiting: number; unsent: number }

/** What may go with the profile: drafts and the like when `lose`, and the deeds that are `sealed` beside it. */
export type Letting = { lose: boolean; sealed?: ReadonlySet<MutationId> }

/**
 * Takes a profile off this device, unless work would be lost. From the moment its state is gone, nothing more can be done in its name, in any tab;
 * whatever breaks off after that is finished by a later round.
 */
export async function leave(l: Leaving, id: Id, { lose, sealed }: Letting): Promise<'done' | WhyStay> {
  const db = l.profile(id)
  const staying = await db.transaction('rw', [db.meta, db.outbox, db.uploads, db.drafts, db.packDrafts], async () => {
    const waiting = (await unsentEntries(db)).filter((entry) => !sealed?.has(entry.id)).length
    const unsent = await countLosable(db)
    if (waiting > 0 || (unsent > 0 && !lose)) return { waiting, unsent }
    await db.meta.clear()
    return undefined
  })
  if (staying) return staying
  await finishLeaving(l, id)
  return 'done'
}

/** Goes on from wherever leaving broke off; done again it changes nothing. The school is told when it can be. */
export async function finishLeaving(l: Leaving, id: Id): Promise<void> {
  await l.device.transaction('rw', l.device.profiles, l.device.leaving, async () => {
    await l.device.profiles.delete(id)
    await l.device.leaving.put({ profile: id })
  })
  await releaseProfile(l.files, id)
  await l.drop(id)
}

/** The bag of someone who left may still be here: the browser was closed before it was deleted. Whoever is signing in with it again keeps it. */
export async function dropLeft({ device, drop }: Pick<Leaving, 'device' | 'drop'>): Promise<void> {
  const left = await device.transaction('r', device.leaving, device.enrolling, async () => {
    const coming = new Set((await device.enrolling.toArray()).map(({ profile }) => profile))
    return (await device.leaving.toCollection().primaryKeys()).filter((profile) => !coming.has(profile))
  })
  for (const profile of left) await drop(profile)
}

/** Tells the school who left. Whatever it answers, it was told; only silence, or being too busy, is asked again. */
export async function tellLeft(l: Pick<Leaving, 'device' | 'http'>): Promise<void> {
  for (const { profile } of await l.device.leaving.toArray()) {
    const answer = await l.http.signOut(profile)
    if (answer === 'offline') return
    const told = answer === 'done' || answer.problem === 'signedOut' || answer.problem === 'notFound'
    if (told) await l.device.leaving.delete(profile)
  }
}
