import * as v from 'valibot'
import { Moment } from '../domain/ids.ts'

/** Why a request as a whole got no answer. A mutation's own refusal is an outcome, not a problem. */
export const PROBLEMS = [
  'busy',
  'signedOut',
  'voidedCard',
  'unknownCard',
  'tooManyDevices',
  'malformed',
  'tooLarge',
  'notFound',
  'notAllowed',
  'wrongBytes',
  'damagedParcel',
  'otherSchool',
  'unknownSigner',
  'oldBuild',
  'full',
  'tooMany',
  'broken',
] as const
export type ProblemName = (typeof PROBLEMS)[number]

/** The only shape of an answer that is no answer. `retryAt`: not before this moment of the school's clock. */
export const Problem = v.object({ problem: v.string(), now: v.exactOptional(Moment), retryAt: v.exactOptional(Moment) })
export type Problem = v.InferOutput<typeof Problem>
