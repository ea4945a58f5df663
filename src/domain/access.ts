import type { Id } from './ids.ts'
import type { MutationKind } from './mutations.ts'
import type { Role } from './people.ts'
import type { FeedName } from './records.ts'

/** Who asks: an account and the feeds it may read. Access is a partition decided when membership changes, never a join at each read. */
export type Actor = { id: Id; role: Role; name: string; feeds: ReadonlySet<FeedName> }

/** Which roles may ask for what at all; where they may is `decide`'s to say. */
export const ROLES_OF: Record<MutationKind, readonly Role[]> = {
  handIn: ['pupil'],
  packDelivered: ['pupil'],
  publishPack: ['teacher'],
  withdrawPack: ['teacher'],
  setAssignment: ['teacher'],
  withdrawAssignment: ['teacher'],
  openSubmission: ['teacher'],
  returnSubmission: ['teacher'],
  withdrawDevice: ['pupil', 'guardian', 'teacher', 'staff'],
}

export function mayDo(actor: Actor, kind: MutationKind): boolean {
  return ROLES_OF[kind].includes(actor.role)
}

/** Whoever hands in or publishes brings files; nobody else has a use for them. */
export function mayBring(actor: Actor): boolean {
  return mayDo(actor, 'handIn') || mayDo(actor, 'publishPack')
}

export function mayRead(actor: Actor, feed: FeedName): boolean {
  return feed === 'public' || actor.feeds.has(feed)
}
