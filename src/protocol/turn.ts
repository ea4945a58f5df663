import * as v from 'valibot'
import { Id, Moment } from '../domain/ids.ts'
import { Envelope } from '../domain/mutations.ts'
import { Receipt } from '../domain/receipts.ts'
import { FeedName, FeedRecord } from '../domain/records.ts'
import { Outcome } from './outcome.ts'
import { Protocol } from './version.ts'

export const MUTATIONS_MAX = 100
export const TURN_BYTES_MAX = 256 * 1024
/** Records in one page of a feed: small enough not to starve the screen. */
export const PAGE_RECORDS = 200

const seq = v.pipe(v.number(), v.integer(), v.minValue(0))

/**
 * `POST /api/p/<profile>/push` (with mutations) or `/poll` (without). `epoch` is null before the first answer. `receipts`: what the school gave before it was put
 * back to an older copy, for copies that are pushed again.
 */
export const TurnRequest = v.object({
  protocol: Protocol,
  device: Id,
  epoch: v.nullable(Id),
  cursors: v.pipe(
    v.record(FeedName, seq),
    v.check((cursors) => Object.keys(cursors).length <= 500),
  ),
  mutations: v.pipe(v.array(Envelope), v.maxLength(MUTATIONS_MAX)),
  receipts: v.exactOptional(v.pipe(v.array(Receipt), v.maxLength(MUTATIONS_MAX))),
})
export type TurnRequest = v.InferOutput<typeof TurnRequest>

/** Records of one private feed after the cursor, in seq order. `more`: come again at once. */
export const FeedPage = v.object({ feed: FeedName, upTo: seq, more: v.boolean(), records: v.array(FeedRecord) })
export type FeedPage = v.InferOutput<typeof FeedPage>

/**
 * The answer; 204 when there is nothing to say. `feeds`: private feeds, as pages. `moved`: shared feeds that have more than the cursor, to
 * be read as files. `left`: feeds no longer readable. Another `epoch` than asked: nothing else is filled; reset and push again.
 */
export const TurnAnswer = v.object({
  protocol: Protocol,
  epoch: Id,
  now: Moment,
  outcomes: v.array(Outcome),
  feeds: v.array(FeedPage),
  moved: v.array(v.object({ feed: FeedName, head: seq })),
  left: v.array(FeedName),
})
export type TurnAnswer = v.InferOutput<typeof TurnAnswer>
