import { feeds, type Write } from '../../src/domain/records.ts'
import type { Placed } from '../../src/protocol/outcome.ts'
import type { EnrolledDevice, Job } from './storage.ts'

/** The record that shows a device to its owner. */
export function deviceRecord({ id, account, label, enrolledAt, withdrawnAt }: EnrolledDevice): Write {
  const body = { label, enrolledAt, withdrawn: withdrawnAt !== null }
  return { feed: feeds.account(account), kind: 'device', id, body }
}

/** Ends a device's session and frees its place on its card. Its key stays known, for work that was signed with it. */
export async function signOut(job: Job, deviceId: string, at: number): Promise<Placed[]> {
  await job.dropSessionsOf(deviceId)
  const device = await job.device(deviceId)
  if (!device || device.withdrawnAt !== null) return []
  const left = { ...device, withdrawnAt: at }
  await job.putDevice(left)
  return job.put([deviceRecord(left)], at)
}
