import type { Moment } from '../domain/ids.ts'

/** How long this device waits, in milliseconds: before it says what someone did, before it asks for news, and between two such questions. */
export type Pace = { deed: number; background: number; timer: number }

const DAY = 86_400_000
/** What someone did leaves within this time, however much the school spreads the rest. */
const DEED_SPREAD = 3_000
/** How often a page on screen asks for news. */
const EVERY = 120_000
const FIRST_RETRY = 2_000
const LAST_RETRY = 300_000

/** `device`: any name of this device. `spread`: as the school says it, in seconds. */
export function paceOf(device: string, now: Moment, spread: number): Pace {
  const span = spread * 1_000
  return {
    deed: ownDelay(device, now, Math.min(span, DEED_SPREAD)),
    background: ownDelay(device, now, span),
    timer: Math.max(EVERY, span),
  }
}

/** This device's own place within `span`, another one each day: a whole academy that opens at the bell does not come at once. */
function ownDelay(device: string, now: Moment, span: number): number {
  if (span <= 0) return 0
  let hash = 0x811c9dc5
  for (const char of `${device} ${Math.floor(now / DAY)}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
  // Names that hardly differ would otherwise come close to each other.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 13)) >>> 0) % span
}

/** How long to wait after so many failures in a row, in milliseconds. `chance`: 0 to 1, drawn after the cap, so that those who wait longest do not come together. */
export function retryDelay(failures: number, chance: number): number {
  return FIRST_RETRY + chance * Math.min(LAST_RETRY, FIRST_RETRY * 2 ** failures)
}
