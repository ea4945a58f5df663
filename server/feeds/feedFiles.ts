import { join } from 'node:path'
import type { FeedName, FeedRecord } from '../../src/domain/records.ts'
import { realDisk, type Disk } from '../storage/disk.ts'
import type { Storage } from '../storage/storage.ts'
import { openFolder, type FeedFolder } from './folder.ts'
import { nextHead, sealedTo } from './sealing.ts'

/** Shared feeds as files under `<folder>/<cap>/`, for this server or any static one to serve. */
export type FeedFiles = {
  /** Writes what the feed has and its head does not say yet. Calls meanwhile share the next writing. Rejects when the disk refuses; the next call tries again. */
  publish(feed: FeedName): Promise<void>
  /** At start: rewrites every head that is behind the database or ahead of it, broken, or of another life of it. */
  repair(): Promise<void>
  readonly folder: string
}

type Setup = {
  folder: string
  storage: Storage
  epoch: string
  /** Called with the new records before a head names them: what they point to must be public by then. */
  ready: (records: readonly FeedRecord[]) => Promise<void>
  disk?: Disk
}

const EVERYTHING = 1_000_000

export function createFeedFiles({ folder, storage, epoch, ready, disk = realDisk }: Setup): FeedFiles {
  const open = new Map<FeedName, FeedFolder>()
  const last = new Map<FeedName, Promise<void>>()
  const waiting = new Map<FeedName, Promise<void>>()

  async function folderOf(feed: FeedName): Promise<FeedFolder> {
    const known = open.get(feed)
    if (known) return known
    const state = await storage.read((view) => view.feed(feed))
    if (!state?.cap) throw new Error(`${feed} is not a shared feed`)
    const found = await openFolder(disk, join(folder, state.cap), epoch, state.head)
    open.set(feed, found)
    return found
  }

  async function write(feed: FeedName): Promise<void> {
    const place = await folderOf(feed)
    const recordsAfter = (seq: number) => storage.read((view) => view.recordsAfter(feed, seq, EVERYTHING))
    // Read once: what is committed while this is made ready is not ready, and must not be named before the next writing.
    const records = await recordsAfter(sealedTo(place.head))
    const fresh = records.filter(({ seq }) => seq > place.head.head)
    if (fresh.length === 0 && place.written) return
    await ready(fresh)
    await place.writeHead(await nextHead(place, records, () => recordsAfter(0)))
  }

  /** One writing runs, one waits: it will see everything that was committed before it begins. */
  function publish(feed: FeedName): Promise<void> {
    const shared = waiting.get(feed)
    if (shared) return shared
    const begin = () => {
      waiting.delete(feed)
      return write(feed)
    }
    const next = (last.get(feed) ?? Promise.resolve()).then(begin, begin)
    waiting.set(feed, next)
    last.set(feed, next)
    return next
  }

  return {
    folder,
    publish,
    async repair() {
      const states = await storage.read((view) => view.feeds())
      for (const { feed, cap } of states) if (cap !== null) await publish(feed)
    },
  }
}
