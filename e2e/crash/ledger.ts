import * as v from 'valibot'
import { FileRef } from '../../src/domain/files.ts'
import type { MutationId, Sha256 } from '../../src/domain/ids.ts'
import type { Envelope, Wish } from '../../src/domain/mutations.ts'
import type { FeedName, FeedRecord } from '../../src/domain/records.ts'
import { cutFile } from '../../src/packs/cut.ts'
import type { Outcome } from '../../src/protocol/outcome.ts'
import { digest } from '../../server/content/store-parts.ts'
import { saidIn, type Caller } from '../caller.ts'

/** What devices know of the school: what they asked, the answers that reached them, and the receipts they saw. */
export class Ledger {
  readonly asked = new Map<MutationId, { as: Caller; mutation: Envelope }>()
  readonly answered = new Map<MutationId, Outcome>()
  readonly receipts = new Map<MutationId, { as: Caller; body: string }>()
  readonly #bytes = new Map<Sha256, Uint8Array>()

  /** Pushes something new; throws when no answer comes. */
  async do(as: Caller, wish: Wish): Promise<void> {
    const mutation = { ...wish, ...as.next() }
    this.asked.set(mutation.id, { as, mutation })
    await this.ask(as, mutation)
  }

  async ask(as: Caller, mutation: Envelope): Promise<void> {
    const said = saidIn(await as.turn('push', { mutations: [mutation] }))
    for (const outcome of said.outcomes) if (!('held' in outcome)) this.answered.set(outcome.id, outcome)
    this.#see(
      as,
      said.feeds.flatMap(({ records }) => records),
    )
  }

  /** What a device reads of what is new to it, receipts above all. */
  async look(as: Caller): Promise<void> {
    const answer = await as.turn('push', {})
    if (answer.status !== 204)
      this.#see(
        as,
        saidIn(answer).feeds.flatMap(({ records }) => records),
      )
  }

  #see(as: Caller, records: readonly FeedRecord[]): void {
    for (const { kind, id, body } of records)
      if (kind === 'receipt') this.receipts.set(id, { as, body: JSON.stringify(body) })
  }

  /** A file of a few thousand bytes, to be brought by its name. */
  async file(bytes: Uint8Array, type: FileRef['type']): Promise<FileRef> {
    const ref = await cutFile(bytes, type, digest)
    this.#bytes.set(ref.sha256, bytes)
    return ref
  }

  /** Files here are of one piece. */
  async bring(as: Caller, { sha256, pieces: [piece] }: FileRef): Promise<void> {
    const bytes = this.#bytes.get(sha256)
    if (!bytes || piece === undefined) throw new Error(`nobody has ${sha256}`)
    const { status, body } = await as.bring(piece, bytes)
    if (status >= 300) throw new Error(`a piece got ${status}: ${body}`)
  }

  idsOf(kind: Envelope['kind']): MutationId[] {
    return [...this.asked].filter(([, { mutation }]) => mutation.kind === kind).map(([id]) => id)
  }
}

/** The photos that a mutation names. */
export function photosOf(mutation: Envelope): FileRef[] {
  return v.parse(v.optional(v.array(FileRef), []), mutation['photos'])
}

/** Everything of a private feed, page by page, and how far it has come. */
export async function pulled(as: Caller, feed: FeedName): Promise<{ head: number; records: FeedRecord[] }> {
  const records: FeedRecord[] = []
  for (let cursor = 0; ;) {
    const answer = await as.turn('poll', { cursors: { ...as.cursors, [feed]: cursor } })
    const page = answer.status === 204 ? undefined : saidIn(answer).feeds.find((one) => one.feed === feed)
    records.push(...(page?.records ?? []))
    cursor = page?.upTo ?? cursor
    if (!page?.more) return { head: cursor, records }
  }
}
