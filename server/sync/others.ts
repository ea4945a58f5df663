import { announceHeads } from './announce.ts'
import { readKnown } from './heads.ts'
import type { SyncParts } from './parts.ts'

/**
 * Takes up what another process wrote: the operator's commands today, other servers of the same school later. To be called every few seconds; asks
 * next to nothing while nobody else writes. What fails is tried again at the next call; a call while one is under way is that one.
 */
export function createFollowing(parts: Pick<SyncParts, 'storage' | 'heads' | 'feedFiles'>): () => Promise<void> {
  const { storage, heads } = parts
  let behind = false
  let running: Promise<void> | undefined

  async function takeUp(): Promise<void> {
    behind = (await storage.changedElsewhere()) || behind
    if (!behind) return
    // In the line of those who write: nobody signs in or out between what is read here and its being taken up.
    const known = await storage.write(readKnown)
    heads.renew(known)
    const moved = known.feeds.filter(({ feed, head }) => heads.head(feed) < head)
    await announceHeads(
      parts,
      moved.map(({ feed, head }) => [feed, head]),
    )
    behind = false
  }

  return () => (running ??= takeUp().finally(() => (running = undefined)))
}
