import type { Moment } from './ids.ts'

const DAY = 86_400_000
/** Work that the school does not have after so long is warned of: Safari clears a site's store after seven days without a visit. */
const LONG = 3 * DAY
/** Nobody's clock is right about more than that: one that jumped by a year says nothing. */
const TOO_LONG = 60 * DAY

/** What a device knows of the school's clock: how far it was ahead when the school last answered, and when that was by the device's own. */
export type Clocks = { offset: number; freshAt: Moment | null }

/**
 * The school's time, as far as this device knows. Never before the school last answered: a clock that was set back since then, or that began at 1970 after a
 * flat battery, is known to be wrong.
 */
export function timeAtSchool(now: Moment, { offset, freshAt }: Clocks): Moment {
  return Math.max(0, Math.max(now, freshAt ?? 0) + offset)
}

/** Whether something done at `doneAt` has waited for too long by `now`, both by the school's clock as far as it was known. */
export function isOverdue(doneAt: Moment, now: Moment): boolean {
  const waits = now - doneAt
  return waits >= LONG && waits <= TOO_LONG
}
