import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { mayBring, type Actor } from '../../src/domain/access.ts'
import type { Refusal } from '../../src/domain/decide.ts'
import type { Sha256 } from '../../src/domain/ids.ts'
import type { Envelope } from '../../src/domain/mutations.ts'
import { feeds } from '../../src/domain/records.ts'
import type { Outcome } from '../../src/protocol/outcome.ts'
import { Letter } from '../../src/protocol/parcel.ts'
import type { ParcelAnswer } from '../../src/protocol/parcelAnswer.ts'
import type { ProblemName } from '../../src/protocol/problem.ts'
import { acceptAll } from './accept.ts'
import { announce } from './announce.ts'
import { arrived, settleArrivals } from './arrivals.ts'
import type { SyncParts } from './parts.ts'
import { openSealed, signedBy, type Opened } from './unsealing.ts'

/** What is asked of the pieces on disk. */
type Pieces = {
  missing(account: string, pieces: readonly Sha256[]): Promise<Sha256[]>
  putPiece(account: string, piece: Sha256, bytes: Uint8Array): Promise<'made' | 'there' | 'wrong' | 'tooMany'>
}
type Refused = { problem: ProblemName }
type Signed = Opened & { actor: Actor; lost: boolean }

/**
 * Takes one item of a parcel, whoever brings it: its signer counts. A letter's mutations are judged as if their device had pushed them, so that what is
 * brought twice, or was pushed before, has its effect once; a piece is kept as if its author had put it.
 */
export async function takeItem(parts: SyncParts, pieces: Pieces, item: Uint8Array): Promise<ParcelAnswer | Refused> {
  const opened = openSealed(parts.keys, item)
  if ('problem' in opened) return opened
  const device = await parts.storage.read((view) => view.device(opened.device))
  const actor = device && parts.heads.actor(device.account)
  if (!actor || !signedBy(device.key, opened)) return { problem: 'unknownSigner' }
  const signed = { ...opened, actor, lost: device.lostAt !== null }
  return opened.kind === 'piece' ? takePiece(parts, pieces, signed) : takeLetter(parts, pieces, signed)
}

async function takePiece(
  parts: SyncParts,
  pieces: Pieces,
  { actor, body, lost }: Signed,
): Promise<ParcelAnswer | Refused> {
  if (lost || !mayBring(actor)) return { problem: 'notAllowed' }
  const name = createHash('sha256').update(body).digest('hex')
  const put = await pieces.putPiece(actor.id, name, body)
  if (put === 'wrong') return { problem: 'wrongBytes' }
  if (put === 'tooMany') return { problem: 'tooMany' }
  await arrived(parts, actor.id, name)
  return answerOf(parts, [], [])
}

async function takeLetter(
  parts: SyncParts,
  pieces: Pieces,
  { actor, device, body, lost }: Signed,
): Promise<ParcelAnswer | Refused> {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Letter), new TextDecoder().decode(body))
  if (!read.success) return { problem: 'malformed' }
  const { mutations, pieces: named } = read.output
  const outcomes = lost ? mutations.map(fromLost) : await acceptInOrder(parts, actor, device, mutations)
  await keepRefused(parts, actor, mutations, outcomes)
  if (lost) return answerOf(parts, outcomes, [])
  const missing = new Set(
    await pieces.missing(
      actor.id,
      named.map(({ sha256 }) => sha256),
    ),
  )
  // As for pieces put by their author: the server may have stopped before the receipt that they complete.
  if (missing.size < named.length) await settleArrivals(parts, actor.id)
  return answerOf(
    parts,
    outcomes,
    named.filter(({ sha256 }) => missing.has(sha256)).map(({ n }) => n),
  )
}

/** One after another: what follows on a course whose files are still to come is not judged before it. */
async function acceptInOrder(
  parts: SyncParts,
  actor: Actor,
  device: string,
  mutations: readonly Envelope[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let waits = false
  for (const mutation of mutations) {
    if (waits) {
      outcomes.push({ id: mutation.id, held: 'files' })
      continue
    }
    const [outcome] = await acceptAll(parts, actor, device, [mutation])
    if (outcome) outcomes.push(outcome)
    waits = outcome !== undefined && 'held' in outcome && outcome.held === 'files'
  }
  return outcomes
}

/** Not kept under the id: it is not for whoever has a stolen phone to use one up. */
const fromLost = ({ id }: Envelope): Outcome => ({ id, refused: 'withdrawnDevice' satisfies Refusal })

/** Nobody waits on the device for what was refused: its author is told where they are. */
async function keepRefused(
  parts: SyncParts,
  actor: Actor,
  mutations: readonly Envelope[],
  outcomes: readonly Outcome[],
): Promise<void> {
  const refused = outcomes.filter((outcome) => 'refused' in outcome)
  if (refused.length === 0) return
  const feed = feeds.account(actor.id)
  const placed = await parts.storage.write(async (job) => {
    const writes = []
    for (const { id, refused: reason } of refused) {
      const mutation = mutations.find((one) => one.id === id)
      if (!mutation || (await job.record(feed, 'refusedWork', id))) continue
      writes.push({ feed, kind: 'refusedWork', id, body: { mutation, reason } } as const)
    }
    return job.put(writes, parts.clock())
  })
  await announce(parts, placed)
}

function answerOf({ clock }: SyncParts, outcomes: readonly Outcome[], missing: number[]): ParcelAnswer {
  const count = (is: (outcome: Outcome) => boolean) => outcomes.filter(is).length
  return {
    now: clock(),
    received: count((outcome) => 'received' in outcome),
    refused: count((outcome) => 'refused' in outcome),
    held: {
      files: count((outcome) => 'held' in outcome && outcome.held === 'files'),
      unknownKind: count((outcome) => 'held' in outcome && outcome.held === 'unknownKind'),
    },
    missing,
  }
}
