import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import type { FeedRecord } from '../domain/records.ts'
import { applyAnswer, applyStretch, type Brought } from './apply.ts'
import { openProfile, type ProfileDb } from './profile.ts'

let profiles = 0

async function profile(epoch: string | null = 'one'): Promise<ProfileDb> {
  const db = openProfile(`apply${profiles++}`)
  const times = { n: 2, epoch, offset: 0, freshAt: null, busyUntil: null, signedOut: false }
  await db.meta.put({
    name: 'state',
    account: 'lina',
    role: 'pupil',
    person: 'Lina',
    deviceId: 'd',
    ...times,
    grants: [],
  })
  return db
}

async function entry(db: ProfileDb, n: number, state: 'waiting' | 'done' | 'refused'): Promise<string> {
  const id = `01890000-0000-7000-8000-00000000000${n}`
  const mutation = { kind: 'withdrawDevice', id, n, at: 1, deviceId: 'other' } as const
  await db.outbox.add({ id, n, state, reason: null, mutation, writes: [], committedAt: 1, changedAt: 1 })
  return id
}

const record = (seq: number, id = 'a1', body: FeedRecord['body'] = { seq }): FeedRecord => ({
  kind: 'assignment',
  id,
  seq,
  at: seq,
  body,
})
const answer = (more: Partial<Brought>): Brought => ({
  epoch: 'one',
  now: 5,
  outcomes: [],
  feeds: [],
  left: [],
  ...more,
})
const seqsOf = async (db: ProfileDb) => (await db.records.toArray()).map(({ feed, id, seq }) => `${feed} ${id} ${seq}`)

describe('an outcome that is told again', () => {
  it('does not bring back what its feed has forgotten since', async () => {
    const db = await profile()
    const id = await entry(db, 1, 'waiting')
    // Set at 3, withdrawn at 4, and read from a snapshot, which names only what is alive.
    await applyStretch(db, 'class:c1', 'one', { records: [record(2, 'a2')], upTo: 7, whole: true, last: true })
    await applyAnswer(db, answer({ outcomes: [{ id, received: 1, records: [{ feed: 'class:c1', ...record(3) }] }] }), 9)
    expect(await seqsOf(db)).toEqual(['class:c1 a2 2'])
    expect(await db.outbox.get(id)).toMatchObject({ state: 'done' })
  })

  it('is shown at once where its feed was not read that far', async () => {
    const db = await profile()
    const id = await entry(db, 1, 'waiting')
    await applyStretch(db, 'class:c1', 'one', { records: [record(2, 'a2')], upTo: 2, whole: false, last: true })
    const records = [
      { feed: 'class:c1', ...record(3) },
      { feed: 'pupil:lina', ...record(1) },
    ]
    await applyAnswer(db, answer({ outcomes: [{ id, received: 1, records }] }), 9)
    expect(await seqsOf(db)).toEqual(['class:c1 a1 3', 'class:c1 a2 2', 'pupil:lina a1 1'])
  })
})

describe('another life of the school', () => {
  it('is read anew, and given back what it may have lost', async () => {
    const db = await profile()
    const ids = [await entry(db, 1, 'done'), await entry(db, 2, 'waiting'), await entry(db, 3, 'refused')]
    await applyAnswer(db, answer({ feeds: [{ feed: 'pupil:lina', upTo: 4, more: false, records: [record(4)] }] }), 9)
    expect(await applyAnswer(db, answer({ epoch: 'two' }), 10)).toBe('reset')
    expect(await db.cursors.count()).toBe(0)
    expect(await seqsOf(db), 'what is here stays in sight').toEqual(['pupil:lina a1 0'])
    expect((await db.outbox.bulkGet(ids)).map((one) => [one?.state, one?.reason])).toEqual([
      ['held', 'restored'],
      ['held', 'restored'],
      ['refused', null],
    ])
  })

  it('is given back its receipts with what it may have lost, though they are swept away meanwhile', async () => {
    const db = await profile()
    const [id, other] = [await entry(db, 1, 'done'), await entry(db, 2, 'done')]
    const given = { assignmentId: 'a1', pupilId: 'lina', number: 'AAAA-AAAA', contentHash: 'a'.repeat(64) }
    const receipt = { submissionId: id, ...given, receivedAt: 3, keyId: 'k', signature: 's' }
    const record: FeedRecord = { kind: 'receipt', id, seq: 4, at: 4, body: receipt }
    const own = { feed: 'pupil:lina', more: false } as const
    await applyAnswer(db, answer({ feeds: [{ ...own, upTo: 4, records: [record] }] }), 9)
    await applyAnswer(db, answer({ epoch: 'two' }), 10)
    await applyAnswer(db, answer({ epoch: 'two', feeds: [{ ...own, upTo: 0, records: [] }] }), 11)
    expect([await db.records.count(), (await db.outbox.get(id))?.receipt]).toEqual([0, receipt])
    // Put back twice before it was given back.
    await applyAnswer(db, answer({ epoch: 'three' }), 12)
    expect((await db.outbox.bulkGet([id, other])).map((one) => one?.receipt)).toEqual([receipt, undefined])
  })

  it('takes away what it does not have, of an empty feed too', async () => {
    const db = await profile()
    await applyAnswer(db, answer({ feeds: [{ feed: 'pupil:lina', upTo: 4, more: false, records: [record(4)] }] }), 9)
    await applyAnswer(db, answer({ epoch: 'two' }), 10)
    await applyAnswer(
      db,
      answer({ epoch: 'two', feeds: [{ feed: 'pupil:lina', upTo: 0, more: false, records: [] }] }),
      11,
    )
    expect(await seqsOf(db)).toEqual([])
  })
})
