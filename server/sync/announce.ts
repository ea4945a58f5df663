import { isShared, type FeedName } from '../../src/domain/records.ts'
import type { Placed } from '../../src/protocol/outcome.ts'
import { reached } from './heads.ts'
import type { SyncParts } from './parts.ts'

type Parts = Pick<SyncParts, 'heads' | 'feedFiles'>

/** After a commit: private heads move at once, shared ones when their files are written. Resolves when all have moved. */
export function announce(parts: Parts, placed: readonly Placed[]): Promise<void> {
  return announceHeads(parts, reached(placed))
}

/** Tells how far feeds have come, whoever wrote there. */
export async function announceHeads(
  { heads, feedFiles }: Parts,
  committed: Iterable<readonly [FeedName, number]>,
): Promise<void> {
  const shared: Promise<void>[] = []
  for (const [feed, head] of committed) {
    if (isShared(feed)) shared.push(feedFiles.publish(feed).then(() => heads.moved(feed, head)))
    else heads.moved(feed, head)
  }
  await Promise.all(shared)
}
