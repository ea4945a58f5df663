import type { DeviceDb, HeardPulse } from '../db/device.ts'
import type { Moment } from '../domain/ids.ts'
import type { Http } from './http.ts'

/** How long the school's word on how fast to come holds, in milliseconds. */
export const PULSE_AGE = 300_000

/** What counts until the school was heard; `spread` in seconds. */
export const QUIET: Omit<HeardPulse, 'at'> = { spread: 60, minBuild: '', paused: false, day: null }

type Hearing = { device: DeviceDb; http: Pick<Http, 'pulse'>; now: () => Moment }

export async function lastPulse(device: DeviceDb): Promise<Omit<HeardPulse, 'at'>> {
  return (await device.pulse.get('heard')) ?? QUIET
}

/**
 * How the school is, asked again when that was long ago. What it said last still counts when no pulse comes; that alone says nothing of who is there: the
 * feeds may be served where the pulse is not, and the school may be well with a pulse that does not read.
 */
export async function hearPulse({ device, http, now }: Hearing): Promise<Omit<HeardPulse, 'at'>> {
  const known = await device.pulse.get('heard')
  if (known && Math.abs(now() - known.at) < PULSE_AGE) return known
  const pulse = await http.pulse()
  if (pulse === 'offline' || 'problem' in pulse) return known ?? QUIET
  await device.pulse.put({ ...pulse, name: 'heard', at: now() })
  return pulse
}
