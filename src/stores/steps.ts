import { shallowReactive } from 'vue'
import type { Changed } from '../db/makings.ts'
import type { Id, Moment } from '../domain/ids.ts'

/** One change of this visit. `about`: what it changed, so that a title typed with pauses is one step. */
type Step = Changed & { about: string; at: Moment }

/** More steps than anyone takes back, and each holds two drafts. */
const STEPS_MAX = 20
/** Changes of the same thing less than this apart are one step, in milliseconds. */
const ONE_BREATH = 5000
/** A step is forgotten after this long, in milliseconds: bytes that nothing names are let go then. */
const FORGOTTEN = 12 * 3600_000

const visits = shallowReactive(new Map<Id, readonly Step[]>())

export function noteStep(id: Id, step: Step): void {
  const steps = visits.get(id) ?? []
  const last = steps.at(-1)
  const goesOn = last?.about === step.about && step.at - last.at < ONE_BREATH
  const kept = goesOn ? [...steps.slice(0, -1), { ...step, before: last.before }] : [...steps, step]
  visits.set(id, kept.slice(-STEPS_MAX))
}

export function hasStep(id: Id): boolean {
  return (visits.get(id)?.length ?? 0) > 0
}

/** The last step, which is taken back by whoever gets it. */
export function takeStep(id: Id, now: Moment): Changed | undefined {
  const steps = visits.get(id) ?? []
  visits.set(id, steps.slice(0, -1))
  const last = steps.at(-1)
  return last && Math.abs(now - last.at) < FORGOTTEN ? last : undefined
}
