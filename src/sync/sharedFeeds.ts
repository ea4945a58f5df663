import type { DeviceDb } from '../db/device.ts'
import { packKey, type FilesDb } from '../db/files.ts'
import { listKnown } from '../db/overlay.ts'
import type { ProfileDb } from '../db/profile.ts'
import type { RecordsDb } from '../db/records.ts'
import { feeds, isShared, type FeedName } from '../domain/records.ts'
import { PUBLIC_CAP } from '../protocol/head.ts'
import { clearPacks } from './clearing.ts'
import type { Published } from './downloads.ts'
import { readFeed, type FeedReading } from './feeds.ts'
import type { FeedRead } from './feeds.ts'

/** The shared feeds that a person reads, and where they lie. */
export async function sharedOf(db: ProfileDb): Promise<{ feed: FeedName; cap: string }[]> {
  const account = (await db.meta.get('state'))?.account
  if (account === undefined) return []
  const access = await listKnown(db, 'access', feeds.account(account))
  return access.flatMap(({ id: feed, body: { cap } }) => (isShared(feed) && cap !== undefined ? [{ feed, cap }] : []))
}

/**
 * Reads the shared feeds that moved, or all of them when nobody could say which: they are files, and may be served where the school's own server
 * is not. Stops when the line does.
 */
export async function readShared(
  reading: Omit<FeedReading, 'db'> & { db: ProfileDb },
  moved: readonly FeedName[] | 'unknown',
): Promise<'done' | 'offline'> {
  for (const { feed, cap } of await sharedOf(reading.db)) {
    const asked = moved === 'unknown' || moved.includes(feed) || !(await reading.db.cursors.get(feed))
    if (asked && stopped(await readFeed(reading, feed, cap))) return 'offline'
  }
  return 'done'
}

/** Reads the public feed, for everyone on this device, and notes when. */
export async function readPublic(reading: Omit<FeedReading, 'db'> & { db: DeviceDb }): Promise<'done' | 'offline'> {
  if (stopped(await readFeed(reading, feeds.public, PUBLIC_CAP))) return 'offline'
  await reading.db.heard.put({ feed: feeds.public, at: reading.now() })
  return 'done'
}

function stopped(read: FeedRead): boolean {
  return read === 'offline' || (typeof read === 'object' && read.problem !== 'notFound')
}

/** The packs that a person's classes have now, newest first. Packs that are there no more are let go, after a while. */
export async function publishedIn(db: RecordsDb, files: FilesDb, profile: string, now: number): Promise<Published[]> {
  const packs = await listKnown(db, 'pack')
  packs.sort((a, b) => b.at - a.at)
  const published = packs.map(({ feed, id: packId, body: pack }) => ({ feed, packId, pack }))
  await clearPacks(files, profile, new Set(published.map(({ feed, packId }) => packKey(profile, feed, packId))), now)
  return published
}
