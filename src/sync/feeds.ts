import * as v from 'valibot'
import { applyStretch } from '../db/apply.ts'
import type { RecordsDb } from '../db/records.ts'
import { sha256 } from '../device/hash.ts'
import type { Moment, Sha256 } from '../domain/ids.ts'
import type { FeedName, FeedRecord } from '../domain/records.ts'
import { FeedFile, type Head } from '../protocol/head.ts'
import type { Problem } from '../protocol/problem.ts'
import type { Http } from './http.ts'

export type FeedReading = { db: RecordsDb; http: Pick<Http, 'head' | 'feedFile'>; now: () => Moment }

/** `damaged`: its files do not fit their names, even when read anew. */
export type FeedRead = 'same' | 'read' | 'damaged' | 'offline' | Problem

/** How long a damaged feed is left alone, in milliseconds. */
const AGAIN = 30 * 60_000

/** Reads what a shared feed has more than this device: head, then the files it names. Each stretch is kept as it comes, so that a broken line costs little. */
export async function readFeed(reading: FeedReading, feed: FeedName, cap: string): Promise<FeedRead> {
  const cursor = await reading.db.cursors.get(feed)
  if (cursor?.damagedAt != null && Math.abs(reading.now() - cursor.damagedAt) < AGAIN) return 'damaged'
  const head = await reading.http.head(cap)
  if (head === 'offline' || 'problem' in head) return head
  const known = cursor?.epoch === head.epoch ? cursor.seq : undefined
  // A number beyond the head's is of a life that the epoch does not tell: read anew.
  const from = known !== undefined && known <= head.head ? known : undefined
  if (from === head.head && cursor?.damagedAt === null) return 'same'
  const first = await follow(reading, feed, cap, head, from, false)
  if (first !== 'damaged') return first
  const second = await follow(reading, feed, cap, head, undefined, true)
  if (second === 'damaged') {
    const at = reading.now()
    await reading.db.cursors.put({ feed, seq: known ?? 0, epoch: head.epoch, damagedAt: at })
  }
  return second
}

/** Follows a head from a cursor, or from nothing: the snapshot first where the cursor is too old for the segments. `fresh`: past every cache. */
async function follow(
  { db, http }: FeedReading,
  feed: FeedName,
  cap: string,
  head: Head,
  from: number | undefined,
  fresh: boolean,
): Promise<FeedRead> {
  let at = from ?? 0
  const anew = from === undefined || from < head.floor
  const keep = async (records: readonly FeedRecord[], upTo: number, whole: boolean) => {
    await applyStretch(db, feed, head.epoch, { records, upTo, whole, last: upTo === head.head })
    at = upTo
  }
  if (anew && head.snapshot) {
    const records = await recordsIn(http, cap, head.snapshot.sha256, fresh)
    if (!Array.isArray(records)) return records
    await keep(records, head.snapshot.seq, true)
  }
  for (const { to, sha256: name } of head.segments) {
    if (to <= at) continue
    const records = await recordsIn(http, cap, name, fresh)
    if (!Array.isArray(records)) return records
    await keep(records, to, false)
  }
  await keep(head.tail, head.head, false)
  return 'read'
}

async function recordsIn(
  http: FeedReading['http'],
  cap: string,
  name: Sha256,
  fresh: boolean,
): Promise<FeedRecord[] | 'damaged' | 'offline' | Problem> {
  const bytes = await http.feedFile(cap, name, fresh)
  if (bytes === 'offline' || 'problem' in bytes) return bytes
  if ((await sha256(bytes)) !== name) return 'damaged'
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), FeedFile), new TextDecoder().decode(bytes))
  return read.success ? read.output.records : 'damaged'
}
