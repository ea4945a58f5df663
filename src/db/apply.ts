import type { Id, Moment } from '../domain/ids.ts'
import { bodyOf, feeds, type FeedName, type FeedRecord } from '../domain/records.ts'
import type { Entry, ProfileDb, ProfileState } from './profile.ts'
import type { RecordsDb } from './records.ts'

/** What a turn brought, as the store needs it; the wire's own message fits. */
export type Brought = {
  epoch: Id
  now: Moment
  outcomes: readonly Judged[]
  feeds: readonly { feed: FeedName; upTo: number; more: boolean; records: readonly FeedRecord[] }[]
  left: readonly FeedName[]
}
type Judged =
  | { id: string; received: Moment; records: readonly (FeedRecord & { feed: FeedName })[] }
  | { id: string; refused: string }
  | { id: string; held: string }

/**
 * Takes a turn's answer in, in one transaction: entries are closed together with the records they led to, so that nothing flickers, and cursors move
 * with the records they stand for, so that nothing is skipped. Another epoch resets: what is here stays in sight until it is read again, and what
 * the school had accepted is pushed again.
 */
export async function applyAnswer(db: ProfileDb, brought: Brought, now: Moment): Promise<'applied' | 'reset'> {
  return db.transaction('rw', db.records, db.cursors, db.outbox, db.meta, async () => {
    const state = await db.meta.get('state')
    // The profile left this device while the answer was on its way.
    if (!state) return 'applied'
    const reset = state.epoch !== null && state.epoch !== brought.epoch
    if (reset) await beginAgain(db, state.account, now)
    for (const outcome of brought.outcomes) await close(db, outcome, brought.epoch, now)
    for (const page of brought.feeds) {
      await putNewer(db, page.feed, page.records)
      await moveCursor(db, page.feed, page.upTo, null)
      if (!page.more) await sweepUnread(db, page.feed)
    }
    for (const feed of brought.left) await leave(db, feed)
    await db.meta.put({ ...state, epoch: brought.epoch, offset: brought.now - now, ...heard(now) })
    return reset ? 'reset' : 'applied'
  })
}

/** The school had nothing to say: it was heard all the same. */
export async function applyQuiet(db: ProfileDb, now: Moment): Promise<void> {
  await db.meta.update('state', heard(now))
}

function heard(now: Moment): Pick<ProfileState, 'freshAt' | 'busyUntil' | 'signedOut'> {
  return { freshAt: now, busyUntil: null, signedOut: false }
}

/** The school was restored from an older copy: read all again, and give back what it may have lost, as soon as what that is about is there. */
async function beginAgain(db: ProfileDb, account: Id, now: Moment): Promise<void> {
  await noteReceipts(db, account)
  await db.cursors.clear()
  await db.records.toCollection().modify({ seq: 0 })
  await db.outbox.where('state').anyOf('done', 'waiting').modify({ state: 'held', reason: 'restored', changedAt: now })
}

/** What the school received and lost, it received no later for that: its own receipt says when. */
async function noteReceipts(db: ProfileDb, account: Id): Promise<void> {
  const done = await db.outbox.where('state').equals('done').primaryKeys()
  const rows = await db.records.bulkGet(done.map((id) => [feeds.pupil(account), 'receipt', id]))
  for (const row of rows) {
    const receipt = row && bodyOf('receipt', row.body)
    if (receipt) await db.outbox.update(receipt.submissionId, { receipt })
  }
}

async function close(db: ProfileDb, outcome: Judged, epoch: Id, now: Moment): Promise<void> {
  if ('received' in outcome) {
    for (const { feed, ...record } of outcome.records) await putTold(db, epoch, feed, record)
    await db.outbox.update(outcome.id, { state: 'done', reason: null, changedAt: outcome.received })
  } else {
    const change: Partial<Entry> =
      'refused' in outcome ? { state: 'refused', reason: outcome.refused } : { state: 'held', reason: outcome.held }
    await db.outbox.update(outcome.id, { ...change, changedAt: now })
  }
}

/**
 * The records of an outcome, which may be told again long after: a feed that was read beyond them has said since what became of them, and may have
 * forgotten what is gone.
 */
async function putTold(db: ProfileDb, epoch: Id, feed: FeedName, record: FeedRecord): Promise<void> {
  const cursor = await db.cursors.get(feed)
  const sameLife = cursor !== undefined && (cursor.epoch ?? epoch) === epoch
  if (!sameLife || cursor.seq < record.seq) await putNewer(db, feed, [record])
}

/** Puts records unless a later state of them is here already: answers may cross. What is gone stays as a mark, for the same reason. */
export async function putNewer(db: RecordsDb, feed: FeedName, records: readonly FeedRecord[]): Promise<void> {
  const known = await db.records.bulkGet(records.map(({ kind, id }) => [feed, kind, id]))
  const newer = records.filter((record, at) => (known[at]?.seq ?? 0) < record.seq)
  await db.records.bulkPut(newer.map((record) => ({ ...record, feed })))
}

/** Never back within one life of the school's database. */
async function moveCursor(db: RecordsDb, feed: FeedName, seq: number, epoch: Id | null): Promise<void> {
  const known = await db.cursors.get(feed)
  const same = known !== undefined && known.epoch === epoch
  await db.cursors.put({ feed, seq: same ? Math.max(known.seq, seq) : seq, epoch, damagedAt: null })
}

function rowsOf(db: RecordsDb, feed: FeedName) {
  // An array comes after any text: this is the end of the feed's keys.
  return db.records.where('[feed+kind+id]').between([feed], [feed, []])
}

/** The feed was read to its end: what is still marked as unread, the school does not have any more. */
async function sweepUnread(db: RecordsDb, feed: FeedName): Promise<void> {
  await rowsOf(db, feed)
    .filter(({ seq }) => seq === 0)
    .delete()
}

async function leave(db: ProfileDb, feed: FeedName): Promise<void> {
  if (feed === feeds.public) return
  await rowsOf(db, feed).delete()
  await db.cursors.delete(feed)
}

/** A stretch of a shared feed. `whole`: every record alive up to `upTo`; what else is here up to there is gone. `last`: the feed ends here. */
export type Stretch = { records: readonly FeedRecord[]; upTo: number; whole: boolean; last: boolean }

/** Takes a stretch of a shared feed in, cursor included, in one transaction. A cursor of another epoch makes the feed be read anew. */
export async function applyStretch(db: RecordsDb, feed: FeedName, epoch: Id, stretch: Stretch): Promise<void> {
  await db.transaction('rw', db.records, db.cursors, async () => {
    const cursor = await db.cursors.get(feed)
    if (cursor && cursor.epoch !== epoch) await rowsOf(db, feed).modify({ seq: 0 })
    if (stretch.whole) {
      const alive = new Set(stretch.records.map(({ kind, id }) => `${kind} ${id}`))
      await rowsOf(db, feed)
        .filter(({ kind, id, seq }) => seq <= stretch.upTo && !alive.has(`${kind} ${id}`))
        .delete()
    }
    await putNewer(db, feed, stretch.records)
    await moveCursor(db, feed, stretch.upTo, epoch)
    if (stretch.last) await sweepUnread(db, feed)
  })
}
