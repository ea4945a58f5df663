import type { Actor } from '../../src/domain/access.ts'
import type { FeedName } from '../../src/domain/records.ts'
import type { Placed } from '../../src/protocol/outcome.ts'
import type { Account, FeedState, Session, Storage, View } from '../storage/storage.ts'

/** What the storage says of people, sessions and feeds. */
type Known = {
  accounts: Account[]
  feeds: FeedState[]
  grants: { account: string; feed: FeedName }[]
  sessions: Session[]
}

export async function readKnown(view: View): Promise<Known> {
  return {
    accounts: await view.accounts(),
    feeds: await view.feeds(),
    grants: await view.grants(),
    sessions: await view.sessions(),
  }
}

/**
 * What every turn asks and seldom changes, in memory: how far each feed has come, who is signed in, who reads what. Filled at start; each
 * change is told after its commit.
 */
export type Heads = ReturnType<typeof makeHeads>

export async function createHeads(storage: Storage): Promise<Heads> {
  const heads = makeHeads()
  heads.renew(await storage.read(readKnown))
  return heads
}

function makeHeads() {
  const accounts = new Map<string, Account>()
  const heads = new Map<FeedName, number>()
  const grants = new Map<string, Set<FeedName>>()
  const sessions = new Map<string, Session>()

  const granted = (account: string, feed: FeedName): void => {
    const readable = grants.get(account) ?? new Set()
    grants.set(account, readable.add(feed))
  }
  return {
    /** Who an account is and what it reads, or undefined where there is none. */
    actor(id: string): Actor | undefined {
      const account = accounts.get(id)
      return account && { id, role: account.role, name: account.name, feeds: grants.get(id) ?? new Set() }
    },
    session: (hash: string): Session | undefined => sessions.get(hash),
    head: (feed: FeedName): number => heads.get(feed) ?? 0,

    /** Takes people, access and sessions as the storage has them. Feeds that are already known move by themselves. */
    renew(known: Known): void {
      for (const map of [accounts, grants, sessions]) map.clear()
      for (const account of known.accounts) accounts.set(account.id, account)
      for (const { account, feed } of known.grants) granted(account, feed)
      for (const session of known.sessions) sessions.set(session.hash, session)
      for (const { feed, head } of known.feeds) if (!heads.has(feed)) heads.set(feed, head)
    },
    /** A feed has come this far. Never goes back: announcements may arrive in any order. */
    moved(feed: FeedName, head: number): void {
      const known = heads.get(feed)
      if (known !== undefined && known < head) heads.set(feed, head)
    },
    granted,
    sessionAdded: (session: Session): void => void sessions.set(session.hash, session),
    sessionsOfDropped(device: string): void {
      for (const [hash, session] of sessions) if (session.device === device) sessions.delete(hash)
    },
  }
}

/** How far each feed of these records has come. */
export function reached(placed: readonly Placed[]): Map<FeedName, number> {
  const heads = new Map<FeedName, number>()
  for (const { feed, seq } of placed) heads.set(feed, Math.max(seq, heads.get(feed) ?? 0))
  return heads
}
