import type { Sha256 } from '../../src/domain/ids.ts'
import { bodyOf } from '../../src/domain/records.ts'
import type { Placed } from '../../src/protocol/outcome.ts'
import type { Awaited, Storage } from '../storage/storage.ts'
import { announce } from './announce.ts'
import type { SyncParts } from './parts.ts'
import { makeReceipt } from './receipts.ts'

/** A piece of a photo has come. When it was the last one of a copy, the receipt is written. */
export async function arrived(parts: SyncParts, account: string, piece: Sha256): Promise<void> {
  await settleArrivals(parts, account, piece)
}

/** Looks at what this account's copies wait for, or only at those that wait for this piece. */
export async function settleArrivals(parts: SyncParts, account: string, piece?: Sha256): Promise<void> {
  const waiting = await parts.storage.read((view) => view.awaitedOf(account))
  for (const awaited of waiting) {
    const touched = awaited.files.filter((file) => piece === undefined || file.pieces.includes(piece))
    if (touched.length > 0)
      await settleOne(
        parts,
        awaited,
        touched.map((file) => file.sha256),
      )
  }
}

async function settleOne(parts: SyncParts, awaited: Awaited, touched: readonly Sha256[]): Promise<void> {
  const whole = new Set<Sha256>()
  for (const file of awaited.files)
    if ((await parts.files.assemble(awaited.account, file, 'photo')) === 'whole') whole.add(file.sha256)
  if (!touched.some((sha256) => whole.has(sha256))) return
  const complete = awaited.files.every((file) => whole.has(file.sha256))
  const placed = await parts.storage.write(async (job) => {
    if (!(await job.awaited(awaited.submissionId))) return []
    for (const { sha256, bytes, type } of awaited.files.filter((file) => whole.has(file.sha256)))
      await job.putFile({ sha256, bytes, type, shared: false, feeds: awaited.feeds })
    if (!complete) return []
    await job.arrived(awaited.submissionId)
    return giveReceipt(job, parts, awaited)
  })
  await announce(parts, placed)
}

async function giveReceipt(
  job: Parameters<Parameters<Storage['write']>[0]>[0],
  { keys, clock }: SyncParts,
  { submissionId, feeds, receivedAt }: Awaited,
): Promise<Placed[]> {
  const [feed] = feeds
  const record = feed === undefined ? undefined : await job.record(feed, 'submission', submissionId)
  const submission = bodyOf('submission', record?.body)
  if (!submission) throw new Error(`Files came for a submission that is not there: ${submissionId}`)
  const at = clock()
  const body = makeReceipt(keys, submissionId, submission, receivedAt ?? at)
  return job.put(
    feeds.map((reader) => ({ feed: reader, kind: 'receipt', id: submissionId, body })),
    at,
  )
}
