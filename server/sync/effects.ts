import type { Actor } from '../../src/domain/access.ts'
import type { Moment } from '../../src/domain/ids.ts'
import type { Mutation, MutationOf } from '../../src/domain/mutations.ts'
import { feeds, type FeedName, type Write } from '../../src/domain/records.ts'
import type { Placed } from '../../src/protocol/outcome.ts'
import type { Job } from '../storage/storage.ts'
import type { Prepared } from './prepare.ts'
import { makeReceipt, makeSeal } from './receipts.ts'
import { type SchoolKeys } from './schoolKeys.ts'

type Ready = Extract<Prepared, { state: 'ready' }>
/** `receivedAt`: when it was received whole already, before the school was put back to an older copy. */
type Effect = {
  job: Job
  actor: Actor
  writes: readonly Write[]
  ready: Ready
  keys: SchoolKeys
  at: Moment
  receivedAt: Moment | undefined
}

/** What the school itself adds to an accepted mutation, in the same transaction: receipts, seals, files' readers, a line in its log. */
export async function takeEffect(mutation: Mutation, effect: Effect): Promise<Placed[]> {
  switch (mutation.kind) {
    case 'handIn':
      return handIn(mutation, effect)
    case 'publishPack':
      await note(effect, mutation.kind, mutation.packId)
      return publishPack(mutation, effect)
    case 'withdrawPack':
      await note(effect, mutation.kind, mutation.packId)
      return []
    case 'withdrawDevice':
      await note(effect, mutation.kind, mutation.deviceId)
      await withdrawn(effect, mutation.deviceId)
      return []
    case 'packDelivered':
    case 'setAssignment':
    case 'withdrawAssignment':
    case 'openSubmission':
    case 'returnSubmission':
      return []
  }
}

async function handIn(
  m: MutationOf<'handIn'>,
  { job, actor, writes, ready, keys, at, receivedAt }: Effect,
): Promise<Placed[]> {
  const readers: FeedName[] = [feeds.pupil(actor.id), feeds.desk(m.classId)]
  for (const { sha256, bytes, type } of ready.private)
    await job.putFile({ sha256, bytes, type, shared: false, feeds: readers })
  if (ready.missing.length > 0) {
    await job.await({ submissionId: m.id, account: actor.id, files: m.photos, feeds: readers, receivedAt })
    return []
  }
  const submission = writes.find((write) => write.kind === 'submission')?.body
  if (!submission) return []
  const body = makeReceipt(keys, m.id, submission, at)
  return job.put(
    readers.map((feed) => ({ feed, kind: 'receipt', id: m.id, body })),
    at,
  )
}

async function publishPack(m: MutationOf<'publishPack'>, { job, ready, keys, at }: Effect): Promise<Placed[]> {
  for (const { sha256, bytes, type } of ready.shared)
    await job.putFile({ sha256, bytes, type, shared: true, feeds: [] })
  const sha256 = m.manifest.sha256
  return job.put([{ feed: feeds.class(m.classId), kind: 'seal', id: sha256, body: makeSeal(keys, sha256) }], at)
}

/** The record is written already: here its session ends, and its place on the card is free. */
async function withdrawn({ job, at }: Effect, deviceId: string): Promise<void> {
  await job.dropSessionsOf(deviceId)
  const device = await job.device(deviceId)
  if (device) await job.putDevice({ ...device, withdrawnAt: device.withdrawnAt ?? at, lostAt: at })
}

function note({ job, actor, at }: Effect, what: Mutation['kind'], about: string): Promise<void> {
  return job.note({ at, actor: actor.id, what, about })
}
