import { actorOf } from '../db/actor.ts'
import type { ProfileDb } from '../db/profile.ts'
import { feeds } from '../domain/records.ts'
import type { Everyone } from './everyone.ts'

/**
 * Whether somebody of this device waits for their first news: the handbook, or a feed that they may read and never did. What is new can wait for its
 * turn; an empty bag cannot.
 */
export async function lacksFirstNews({ device, profile }: Pick<Everyone, 'device' | 'profile'>): Promise<boolean> {
  if (!(await device.cursors.get(feeds.public))) return true
  for (const { id } of await device.profiles.toArray()) if (await hasUnread(profile(id))) return true
  return false
}

async function hasUnread(db: ProfileDb): Promise<boolean> {
  const actor = await actorOf(db)
  const state = await db.meta.get('state')
  if (!actor || state?.signedOut !== false) return false
  const read = new Set(await db.cursors.toCollection().primaryKeys())
  return [...actor.feeds].some((feed) => !read.has(feed))
}
