import type { Actor } from '../../src/domain/access.ts'
import type { Refusal } from '../../src/domain/decide.ts'
import type { Outcome } from '../../src/protocol/outcome.ts'
import type { TurnAnswer, TurnRequest } from '../../src/protocol/turn.ts'
import { PROTOCOL } from '../../src/protocol/version.ts'
import { acceptAll } from './accept.ts'
import type { SyncParts } from './parts.ts'
import { since } from './since.ts'

/** Who takes a turn: the account, and the device that its session belongs to. */
export type Taker = { actor: Actor; device: string }

/** One round of push and pull. `'nothing'` is a 204. */
export async function takeTurn(
  parts: SyncParts,
  { actor, device }: Taker,
  request: TurnRequest,
): Promise<TurnAnswer | 'nothing'> {
  const empty: TurnAnswer = {
    protocol: PROTOCOL,
    epoch: parts.epoch,
    now: parts.clock(),
    outcomes: [],
    feeds: [],
    moved: [],
    left: [],
  }
  // Another life of the database: the device starts again from nothing and brings what it holds.
  if (request.epoch !== null && request.epoch !== parts.epoch) return empty
  const outcomes =
    request.device === device
      ? await acceptAll(parts, actor, device, request.mutations, request.receipts)
      : foreign(request)
  const news = await since(parts, actor, request.cursors)
  const quiet = outcomes.length + news.feeds.length + news.moved.length + news.left.length === 0
  return quiet && request.epoch !== null ? 'nothing' : { ...empty, outcomes, ...news }
}

/** A mutation under someone else's device is refused, and the refusal is not kept: it is not theirs to use up an id. */
function foreign(request: TurnRequest): Outcome[] {
  return request.mutations.map(({ id }) => ({ id, refused: 'foreignDevice' satisfies Refusal }))
}
