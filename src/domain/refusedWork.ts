import * as v from 'valibot'
import { Envelope } from './mutations.ts'

/**
 * Record `refusedWork` of an account's own feed, id = the mutation's: something that came sealed, from a device that its author had left, and that the
 * school refused. Their devices show it where they show what they sent themselves. `reason`: as in an outcome.
 */
export const RefusedWork = v.object({ mutation: Envelope, reason: v.pipe(v.string(), v.maxLength(40)) })
export type RefusedWork = v.InferOutput<typeof RefusedWork>
