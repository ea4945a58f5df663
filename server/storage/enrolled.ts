import { feeds, type Write } from '../../src/domain/records.ts'
import type { Placed } from '../../src/protocol/outcome.ts'
import type { EnrolledDevice, Job } from './storage.ts'

/** The record that shows a device to its owner. */
export function deviceRecord({ id, account, label, enrolledAt, withdrawnAt }: EnrolledDevice): Write {
  const body = { label, enrolledAt, withdrawn: withdrawnAt !== null }
  return { feed: feeds.account(account), kind: 'device', id, body }
}

/**
 * Ends a device's session and frees its place on its card. Its key stays known: what was sealed on a device that `left` by itself counts, however late it
 * comes; what comes from one that was `lost` does not.
 */
export async function signOut(job: Job, deviceId: string, how: 'left' | 'lost', at: number): Promise<Placed[]> {
  await job.dropSessionsOf(deviceId)
  const device = await job.device(deviceId)
  if (!device || device.withdrawnAt !== null) return []
  const left = { ...device, withdrawnAt: at, lostAt: how === 'lost' ? at : null }
  await job.putDevice(left)
  return job.put([deviceRecord(left)], at)
}
