import { openEntries } from './overlay.ts'
import type { Entry, ProfileDb } from './profile.ts'

/**
 * What someone did that the school does not have whole, in the order in which it was done: entries that have not left, and those whose photos are
 * on their way. What a device says by itself is no work of anyone.
 */
export async function unsentEntries(db: ProfileDb): Promise<Entry[]> {
  const open = (await openEntries(db)).filter(({ mutation }) => mutation.kind !== 'packDelivered')
  const onTheWay = await db.uploads.filter(({ done, trouble }) => !done && trouble === undefined).toArray()
  const owing = await db.outbox.bulkGet([...new Set(onTheWay.flatMap(({ entries }) => entries))])
  const sent = owing.filter((entry) => entry !== undefined).filter(({ state }) => state === 'done')
  return [...open, ...sent].sort((a, b) => a.n - b.n)
}

/** How much here would be lost with the profile though nothing of it waits: drafts, packs in the making, what the school refused, photos damaged on this device. */
export async function countLosable(db: ProfileDb): Promise<number> {
  const refused = await db.outbox.where('state').equals('refused').count()
  const damaged = await db.uploads.filter(({ trouble }) => trouble !== undefined).count()
  const drafts = await db.drafts.filter(({ settled }) => !settled).count()
  return refused + damaged + drafts + (await db.packDrafts.count())
}
