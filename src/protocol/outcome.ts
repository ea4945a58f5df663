import * as v from 'valibot'
import { Moment, MutationId } from '../domain/ids.ts'
import { FeedName, FeedRecord } from '../domain/records.ts'

/** A record with the feed it is in. */
export const Placed = v.object({ feed: FeedName, ...FeedRecord.entries })
export type Placed = v.InferOutput<typeof Placed>

/** What became of a mutation. Only `received` and `refused` are final and stored; `held` (`files`, `unknownKind`, or what a later school says) is: not yet, keep it and ask again. */
export const Outcome = v.union([
  v.object({ id: MutationId, received: Moment, records: v.array(Placed) }),
  v.object({ id: MutationId, refused: v.string() }),
  v.object({ id: MutationId, held: v.pipe(v.string(), v.maxLength(40)) }),
])
export type Outcome = v.InferOutput<typeof Outcome>
