import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { mayRead, type Actor } from '../../src/domain/access.ts'
import { decide, needs, type Found, type Refusal } from '../../src/domain/decide.ts'
import { MUTATION_KINDS, Mutation, type Envelope } from '../../src/domain/mutations.ts'
import type { Receipt } from '../../src/domain/receipts.ts'
import { bodyOf, type Body, type Key, type Kind } from '../../src/domain/records.ts'
import type { Outcome, Placed } from '../../src/protocol/outcome.ts'
import type { Job, StoredOutcome, View } from '../storage/storage.ts'
import { announce } from './announce.ts'
import { settleArrivals } from './arrivals.ts'
import { takeEffect } from './effects.ts'
import type { SyncParts } from './parts.ts'
import { prepare, type Prepared } from './prepare.ts'
import { receivedBefore } from './receipts.ts'

/** `receipts`: what the school gave, before it was put back to an older copy, for some of what is pushed. */
type Asked = { actor: Actor; device: string; envelope: Envelope; contentHash: string; receipts: readonly Receipt[] }

/** Final answers are stored under the mutation's id and given again to whoever repeats it. */
type Final = Extract<Outcome, { received: number } | { refused: string }>
type Judged = { outcome: Final; placed: Placed[] }

/**
 * Takes a push: each mutation has its effect exactly once, in the order given. What is read from disk is read before; then all transactions are
 * queued at once, so that they share a commit window. Outcomes come in the order of the mutations.
 */
export async function acceptAll(
  parts: SyncParts,
  actor: Actor,
  device: string,
  envelopes: readonly Envelope[],
  receipts: readonly Receipt[] = [],
): Promise<Outcome[]> {
  const ready: (() => Promise<Outcome>)[] = []
  for (const envelope of envelopes)
    ready.push(await readyOne(parts, { actor, device, envelope, contentHash: hashOf(envelope), receipts }))
  return Promise.all(ready.map((write) => write()))
}

const answer = (outcome: Outcome) => () => Promise.resolve(outcome)

async function readyOne(parts: SyncParts, asked: Asked): Promise<() => Promise<Outcome>> {
  const { id, kind } = asked.envelope
  const known = await parts.storage.read((view) => view.outcome(id))
  if (known) return answer(await again(parts, repeated(known, asked)))
  if (!MUTATION_KINDS.includes(kind)) return answer({ id, held: 'unknownKind' })
  const parsed = v.safeParse(Mutation, asked.envelope)
  if (!parsed.success) return () => refuseMalformed(parts, asked)
  const prepared = await prepare(parts.files, asked.actor, parsed.output)
  if (prepared.state === 'held') return answer({ id, held: 'files' })
  return () => acceptOne(parts, asked, parsed.output, prepared)
}

/** The id was answered before: the same answer again, to the same person, for the same content. */
function repeated(known: StoredOutcome, { actor, envelope, contentHash }: Asked): Outcome {
  const same = known.contentHash === contentHash && known.account === actor.id
  return same ? known.outcome : { id: envelope.id, refused: 'reusedId' satisfies Refusal }
}

/** Who repeats may do so because the feed's files could not be written after the commit: they are tried once more. */
async function again(parts: SyncParts, outcome: Outcome): Promise<Outcome> {
  if ('received' in outcome)
    await announce(
      parts,
      outcome.records.filter(({ feed, seq }) => parts.heads.head(feed) < seq),
    )
  return outcome
}

async function refuseMalformed(parts: SyncParts, asked: Asked): Promise<Outcome> {
  const done = await once(parts, asked, () => Promise.resolve(refuse(asked.envelope.id, 'malformed')))
  return done.outcome
}

async function acceptOne(
  parts: SyncParts,
  asked: Asked,
  mutation: Mutation,
  prepared: Exclude<Prepared, { state: 'held' }>,
): Promise<Outcome> {
  const { outcome, placed } = await once(parts, asked, (job) => judge(job, parts, asked, mutation, prepared))
  if (placed) await afterCommit(parts, asked.actor, mutation, { outcome, placed, prepared })
  return outcome
}

/** Judges a mutation and stores the answer in one transaction. Without `placed` somebody was faster, and the answer is theirs. */
function once(
  parts: SyncParts,
  asked: Asked,
  work: (job: Job) => Promise<Judged>,
): Promise<{ outcome: Outcome; placed?: Placed[] }> {
  const { actor, device, envelope, contentHash } = asked
  return parts.storage.write(async (job) => {
    const known = await job.outcome(envelope.id)
    if (known) return { outcome: repeated(known, asked) }
    const done = await work(job)
    await job.storeOutcome({
      id: envelope.id,
      account: actor.id,
      device,
      contentHash,
      outcome: done.outcome,
      at: parts.clock(),
    })
    return done
  })
}

const refuse = (id: string, refused: Refusal): Judged => ({ outcome: { id, refused }, placed: [] })

async function judge(
  job: Job,
  { keys, clock }: SyncParts,
  { actor, receipts }: Pick<Asked, 'actor' | 'receipts'>,
  mutation: Mutation,
  prepared: Exclude<Prepared, { state: 'held' }>,
): Promise<Judged> {
  const decided = decide(actor, mutation, await findAll(job, actor, mutation))
  if ('refused' in decided) return refuse(mutation.id, decided.refused)
  if (prepared.state === 'refused') return refuse(mutation.id, prepared.why)
  const receivedAt = receivedBefore(keys, receipts, mutation.id, decided)
  const at = receivedAt ?? clock()
  const placed = await job.put(decided, at)
  placed.push(...(await takeEffect(mutation, { job, actor, writes: decided, ready: prepared, keys, at, receivedAt })))
  const records = placed.filter(({ feed }) => mayRead(actor, feed))
  return { outcome: { id: mutation.id, received: at, records }, placed }
}

/** Reads what `needs` names, in as many steps as it takes. */
async function findAll(view: View, actor: Actor, mutation: Mutation): Promise<Found> {
  const bodies = new Map<string, unknown>()
  const name = ({ feed, kind, id }: { feed: string; kind: string; id: string }) => `${feed} ${kind} ${id}`
  const found: Found = <K extends Kind>(key: Key<K>): Body<K> | undefined => bodyOf<K>(key.kind, bodies.get(name(key)))
  for (;;) {
    const asked = needs(actor, mutation, found).filter((key) => !bodies.has(name(key)))
    if (asked.length === 0) return found
    for (const key of asked) bodies.set(name(key), (await view.record(key.feed, key.kind, key.id))?.body)
  }
}

async function afterCommit(
  parts: SyncParts,
  actor: Actor,
  mutation: Mutation,
  { outcome, placed, prepared }: { outcome: Outcome; placed: Placed[]; prepared: Prepared },
): Promise<void> {
  if ('refused' in outcome) return
  await announce(parts, placed)
  if (mutation.kind === 'withdrawDevice') parts.heads.sessionsOfDropped(mutation.deviceId)
  // A photo may have come between the look at the disk and the commit.
  if (prepared.state === 'ready' && prepared.missing.length > 0) await settleArrivals(parts, actor.id)
}

/** SHA-256 of a mutation however its keys are ordered. */
function hashOf(envelope: Envelope): string {
  const sorted = JSON.stringify(envelope, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(sorted).digest('hex')
}
