import { applyAnswer, applyQuiet } from '../db/apply.ts'
import type { Cursor } from '../db/records.ts'
import type { Entry, ProfileDb, ProfileState } from '../db/profile.ts'
import type { Id, Moment } from '../domain/ids.ts'
import { feeds } from '../domain/records.ts'
import type { Problem } from '../protocol/problem.ts'
import { MUTATIONS_MAX, type TurnAnswer, type TurnRequest } from '../protocol/turn.ts'
import { PROTOCOL } from '../protocol/version.ts'
import type { Http } from './http.ts'
import { outgoing } from './outgoing.ts'

/** `publicCursor`: how far this device has read the public feed, which no profile owns. */
export type Turning = {
  profile: Id
  db: ProfileDb
  http: Pick<Http, 'turn'>
  now: () => Moment
  publicCursor: () => Promise<Cursor | undefined>
}

export type Turned = { moved: TurnAnswer['moved'] } | Problem | 'offline'

/** More rounds than any backlog needs; a server that always says "more" must not hold a phone for ever. */
const ROUNDS_MAX = 200

/**
 * Turns until there is nothing more to say on either side: what waits leaves, what changed comes. Stops at the first problem, having kept all that came.
 * Answers which shared feeds have more than this device.
 */
export async function takeTurns(t: Turning): Promise<Turned> {
  let most = MUTATIONS_MAX
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const state = await t.db.meta.get('state')
    if (!state) return { moved: [] }
    const entries = await outgoing(t.db, t.now(), most)
    const answer = await t.http.turn(t.profile, await requestOf(t, state, entries))
    if (answer === 'offline') return answer
    if (answer === 'nothing') {
      await applyQuiet(t.db, t.now())
      return { moved: [] }
    }
    if ('problem' in answer) {
      if (answer.problem !== 'tooLarge' || entries.length === 0) return obey(t, answer)
      if (entries.length === 1) await park(t, entries)
      most = Math.max(1, Math.floor(entries.length / 2))
      continue
    }
    const applied = await applyAnswer(t.db, answer, t.now())
    if (applied === 'applied' && !(await moreToSay(t, answer, entries))) return { moved: answer.moved }
  }
  return { moved: [] }
}

async function requestOf(t: Turning, state: ProfileState, entries: readonly Entry[]): Promise<TurnRequest> {
  const cursors = await t.db.cursors.toArray()
  const open = await t.publicCursor()
  // A number from another life of the database means nothing in this one.
  const ofPublic = open && open.epoch === state.epoch ? open.seq : 0
  const receipts = entries.flatMap(({ receipt }) => receipt ?? [])
  return {
    protocol: PROTOCOL,
    device: state.deviceId,
    epoch: state.epoch,
    cursors: { [feeds.public]: ofPublic, ...Object.fromEntries(cursors.map(({ feed, seq }) => [feed, seq])) },
    mutations: entries.map(({ mutation }) => mutation),
    ...(receipts.length > 0 ? { receipts } : {}),
  }
}

async function moreToSay(t: Turning, answer: TurnAnswer, sent: readonly Entry[]): Promise<boolean> {
  if (answer.feeds.some(({ more }) => more)) return true
  // What was sent and is still open was held back: it is not offered again at once.
  const ids = new Set(sent.map(({ id }) => id))
  return (await outgoing(t.db, t.now())).some(({ id }) => !ids.has(id))
}

/** The longest that a school is left alone, in milliseconds. Longer is a clock that was set back meanwhile. */
const ALONE = 3600_000

/** Until when the school asked to be left alone, null when that is over. */
export function busyUntil({ busyUntil: until }: Pick<ProfileState, 'busyUntil'>, now: Moment): Moment | null {
  return until !== null && until > now && until - now <= ALONE ? until : null
}

/** Remembers what the school said of itself: to sign in again, or when to come back, by this device's clock. */
async function obey(t: Turning, problem: Problem): Promise<Problem> {
  if (problem.problem === 'signedOut') await t.db.meta.update('state', { signedOut: true })
  const { retryAt, now } = problem
  if (retryAt !== undefined && now !== undefined)
    await t.db.meta.update('state', { busyUntil: t.now() + Math.min(Math.max(0, retryAt - now), ALONE) })
  return problem
}

/** Alone and still too large: it will never pass. It stays in sight and holds nothing up. */
async function park(t: Turning, entries: readonly Entry[]): Promise<void> {
  for (const { id } of entries)
    await t.db.outbox.update(id, { state: 'refused', reason: 'malformed', changedAt: t.now() })
}
