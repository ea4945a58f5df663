import type { Actor } from '../domain/access.ts'
import { feeds, type FeedName } from '../domain/records.ts'
import { listKnown } from './overlay.ts'
import type { ProfileDb } from './profile.ts'

/** Who acts on this device, and what they may read as far as is known here; undefined before anyone signed in. */
export async function actorOf(db: ProfileDb): Promise<Actor | undefined> {
  const state = await db.meta.get('state')
  if (!state) return undefined
  const own = feeds.account(state.account)
  const told = (await db.cursors.get(own)) !== undefined
  const readable: FeedName[] = told ? (await listKnown(db, 'access', own)).map(({ id }) => id) : state.grants
  return { id: state.account, role: state.role, name: state.person, feeds: new Set([own, ...readable]) }
}
