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

/** How the school is, asked again when that was long ago. `silent`: it was asked and said nothing; what it said last still counts. */
export async function hearPulse({ device, http, now }: Hearing): Promise<Omit<HeardPulse, 'at'> & { silent: boolean }> {
  const known = await device.pulse.get('heard')
  if (known && Math.abs(now() - known.at) < PULSE_AGE) return { ...known, silent: false }
  const pulse = await http.pulse()
  if (pulse === 'offline') return { ...(known ?? QUIET), silent: true }
  // A server in front may not have it; the school is there all the same.
  if ('problem' in pulse) return { ...(known ?? QUIET), silent: false }
  await device.pulse.put({ ...pulse, name: 'heard', at: now() })
  return { ...pulse, silent: false }
}
