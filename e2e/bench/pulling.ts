import { applyAnswer } from '../../src/db/apply.ts'
import { ProfileDb } from '../../src/db/profile.ts'
import type { FeedRecord } from '../../src/domain/records.ts'

const FEED = 'desk:c1'

/** A delivery, about as long as records are: 280 bytes in all. */
function recordsOf(count: number): FeedRecord[] {
  return Array.from({ length: count }, (_, at) => ({
    kind: 'delivery',
    id: `pack${at}:pupil${at}`,
    seq: at + 1,
    at: 1_780_000_000_000 + at,
    body: { packId: `pack${at}`, pupilId: `pupil${at}`, version: 1, tier: 'essential', said: 'x'.repeat(120) },
  }))
}

async function fresh(): Promise<ProfileDb> {
  const db = new ProfileDb(`bench-${crypto.randomUUID()}`)
  await db.meta.put({
    ...{ name: 'state', account: 'a1', role: 'teacher', person: 'Bench', deviceId: 'd1', n: 0, epoch: 'e1', offset: 0 },
    ...{ freshAt: null, busyUntil: null, signedOut: false, grants: [] },
  })
  return db
}

/** Milliseconds to take records in through the engine, page by page, and by `bulkPut` in portions as long as a page. Run in a page. */
export async function measurePulling(count: number, page: number): Promise<{ engine: number; bulkPut: number }> {
  const records = recordsOf(count)
  const portions = Array.from({ length: Math.ceil(count / page) }, (_, at) => records.slice(at * page, (at + 1) * page))
  const ours = await fresh()
  const began = performance.now()
  for (const portion of portions) {
    const upTo = portion.at(-1)?.seq ?? 0
    const feeds = [{ feed: FEED, upTo, more: upTo < count, records: portion }]
    await applyAnswer(ours, { epoch: 'e1', now: Date.now(), outcomes: [], feeds, left: [] }, Date.now())
  }
  const engine = performance.now() - began
  const plain = await fresh()
  const begun = performance.now()
  for (const portion of portions) await plain.records.bulkPut(portion.map((record) => ({ ...record, feed: FEED })))
  const bulkPut = performance.now() - begun
  if ((await ours.records.count()) !== count || (await plain.records.count()) !== count) throw new Error('not all came')
  await ours.delete()
  await plain.delete()
  return { engine, bulkPut }
}
