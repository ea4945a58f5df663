import type { ParcelsDb } from '../db/parcels.ts'
import type { Moment } from '../domain/ids.ts'
import type { Http } from './http.ts'

/** How old the school's key may be here, in milliseconds. */
const KEPT = 7 * 86_400_000

/** Keeps the key that unsent work is sealed to, for the day when someone leaves without a network. A school that is older than this has none. */
export async function hearSealTo(s: {
  parcels: ParcelsDb
  http: Pick<Http, 'keys'>
  now: () => Moment
}): Promise<void> {
  const known = await s.parcels.sealTo.get('school')
  if (known && Math.abs(s.now() - known.heardAt) < KEPT) return
  const answer = await s.http.keys('anew')
  if (answer === 'offline' || 'problem' in answer || !answer.sealTo) return
  await s.parcels.sealTo.put({ name: 'school', ...answer.sealTo, heardAt: s.now() })
}
