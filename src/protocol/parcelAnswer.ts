import * as v from 'valibot'
import { Moment } from '../domain/ids.ts'

/**
 * What became of an item, and no word more than whoever carries it must know. Of a letter's mutations: how many are `received`, `refused` (their author
 * hears why) and `held`, the last to be brought again, those for `files` after the `missing` items.
 */
export const ParcelAnswer = v.object({
  now: Moment,
  received: v.number(),
  refused: v.number(),
  held: v.object({ files: v.number(), unknownKind: v.number() }),
  missing: v.array(v.number()),
})
export type ParcelAnswer = v.InferOutput<typeof ParcelAnswer>
