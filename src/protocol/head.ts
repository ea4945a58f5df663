import * as v from 'valibot'
import { Id, Sha256 } from '../domain/ids.ts'
import { FeedRecord } from '../domain/records.ts'

/** A segment is sealed at this many changes or bytes, whichever comes first. */
export const SEGMENT_CHANGES = 256
export const SEGMENT_BYTES = 32 * 1024

/** The folder of the public feed, known to everyone: `/feeds/public/head.json`. Those of classes are unguessable and told in `access` records. */
export const PUBLIC_CAP = 'public'

const seq = v.pipe(v.number(), v.integer(), v.minValue(0))

/** `GET /feeds/<cap>/head.json`. `floor`: cursors below it load the snapshot first. `tail`: what no segment holds yet. */
export const Head = v.object({
  epoch: Id,
  head: seq,
  floor: seq,
  snapshot: v.nullable(v.object({ seq, sha256: Sha256 })),
  segments: v.array(v.object({ from: seq, to: seq, sha256: Sha256 })),
  tail: v.array(FeedRecord),
})
export type Head = v.InferOutput<typeof Head>

/** `GET /feeds/<cap>/<sha256>.json`: a sealed segment (changes in seq order) or a snapshot (every record alive). */
export const FeedFile = v.object({ records: v.array(FeedRecord) })
export type FeedFile = v.InferOutput<typeof FeedFile>
