import type { FeedRecord } from '../../src/domain/records.ts'
import { SEGMENT_BYTES, SEGMENT_CHANGES, type Head } from '../../src/protocol/head.ts'
import type { FeedFolder } from './folder.ts'

/** Above this many segments a snapshot is taken, and the last few are kept for those who follow closely. */
const SEGMENTS_MAX = 16
const SEGMENTS_KEPT = 4

/** Up to where a feed's changes lie in segments or a snapshot, which never change again. */
export function sealedTo({ segments, snapshot }: Head): number {
  return segments.at(-1)?.to ?? snapshot?.seq ?? 0
}

/** The head that follows when these are the records after what is sealed: seals full segments, takes a snapshot when there are many. */
export async function nextHead(
  place: FeedFolder,
  records: readonly FeedRecord[],
  everything: () => Promise<FeedRecord[]>,
): Promise<Head> {
  const { epoch, floor, snapshot, segments } = place.head
  const before = sealedTo(place.head)
  const { full, tail } = cut(records)
  const sealed: Head['segments'] = [...segments]
  for (const segment of full) {
    const from = (sealed.at(-1)?.to ?? before) + 1
    sealed.push({ from, to: segment.at(-1)?.seq ?? from, sha256: await place.writeRecords(segment) })
  }
  const head = tail.at(-1)?.seq ?? sealed.at(-1)?.to ?? before
  const next: Head = { epoch, head, floor, snapshot, segments: sealed, tail }
  return sealed.length > SEGMENTS_MAX ? withSnapshot(place, next, await everything()) : next
}

async function withSnapshot(place: FeedFolder, head: Head, everything: FeedRecord[]): Promise<Head> {
  const segments = head.segments.slice(-SEGMENTS_KEPT)
  const seq = segments.at(-1)?.to ?? head.head
  const alive = everything.filter((record) => record.seq <= seq && record.body !== null)
  const floor = (segments[0]?.from ?? seq + 1) - 1
  return { ...head, floor, snapshot: { seq, sha256: await place.writeRecords(alive) }, segments }
}

/** Splits changes into full segments and a rest. */
function cut(records: readonly FeedRecord[]): { full: FeedRecord[][]; tail: FeedRecord[] } {
  const full: FeedRecord[][] = []
  let tail: FeedRecord[] = []
  let bytes = 0
  for (const record of records) {
    tail.push(record)
    bytes += Buffer.byteLength(JSON.stringify(record))
    if (tail.length < SEGMENT_CHANGES && bytes < SEGMENT_BYTES) continue
    full.push(tail)
    tail = []
    bytes = 0
  }
  return { full, tail }
}
