import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { asked, group, photo, receipt, satchel, type Satchel } from '../../e2e/satchel.ts'
import type { Id, MutationId } from '../domain/ids.ts'
import type { MutationOf } from '../domain/mutations.ts'
import { feeds } from '../domain/records.ts'
import { findCopy, readCopyOf } from './copies.ts'
import { readAtOnce } from './holding.ts'
import type { CopyView } from './views.ts'

const MINE = feeds.pupil('lina')
const about = { assignmentId: 'a1', pupilId: 'lina' }

async function lina(): Promise<Satchel> {
  const s = await satchel('pupil', 'lina', 'Lina', [MINE, 'class:c1'])
  await s.tell(s.record('class:c1', 'classGroup', 'c1', group('6e B')))
  await s.tell(s.record('class:c1', 'assignment', 'a1', asked('Fractions')))
  return s
}

function handIn(s: Satchel, more: Partial<MutationOf<'handIn'>> = {}): Promise<MutationId> {
  return s.deed({
    kind: 'handIn',
    classId: 'c1',
    assignmentId: 'a1',
    text: 'Trois quarts',
    photos: [],
    paper: false,
    finishedAt: s.clock.at,
    ...more,
  })
}

async function copy(s: Satchel, of = about): Promise<CopyView | null> {
  return (await readAtOnce(s.db, (actor) => findCopy(s.db, actor, of))) ?? null
}

const receiptOf = (s: Satchel, id: MutationId, pupil: Id = 'lina') =>
  s.record(feeds.pupil(pupil), 'receipt', id, receipt(id, 'a1', pupil, s.clock.at))
const seenBy = (s: Satchel, id: MutationId) =>
  s.record(MINE, 'seen', id, { submissionId: id, ...about, by: 't1', teacher: 'Mme Lopez' })
const returned = (s: Satchel, id: MutationId, comment: string) =>
  s.record(MINE, 'feedback', 'a1:lina', {
    ...about,
    submissionId: id,
    version: id,
    by: 't1',
    teacher: 'Mme Lopez',
    comment,
    grade: 14.5,
  })

describe('the life of a copy', () => {
  it('is nothing before anything is handed in', async () => {
    expect(await copy(await lina())).toBeNull()
  })

  it('goes from kept to sent, received and seen, counting its photos', async () => {
    const s = await lina()
    const id = await handIn(s, { photos: [photo('one'), photo('two')] })
    expect((await copy(s))?.last).toMatchObject({
      id,
      stage: 'kept',
      receivedAt: null,
      receipt: null,
      photosUp: { sent: 0, total: 2 },
    })
    s.clock.at += 60_000
    await s.take(id)
    await s.db.uploads.update(photo('one').sha256, { done: true, sent: 1 })
    expect((await copy(s))?.last).toMatchObject({
      stage: 'sent',
      receivedAt: s.clock.at,
      photosUp: { sent: 1, total: 2 },
    })
    await s.db.uploads.update(photo('two').sha256, { done: true, sent: 1 })
    expect((await copy(s))?.last).toMatchObject({ stage: 'sent', photosUp: { sent: 2, total: 2 } })
    await s.tell(receiptOf(s, id))
    expect((await copy(s))?.last).toMatchObject({ stage: 'received', receipt: { number: 'ABCD-1234' }, seen: null })
    await s.tell(seenBy(s, id))
    expect((await copy(s))?.last).toMatchObject({ stage: 'seen', seen: { teacher: 'Mme Lopez', at: s.clock.at } })
    await s.tell(returned(s, id, 'Bien'))
    expect((await copy(s))?.feedback).toMatchObject({ comment: 'Bien', grade: 14.5, waiting: false })
  })

  it('is received at once when it has no photos: the receipt comes with the outcome', async () => {
    const s = await lina()
    const id = await handIn(s)
    await s.take(id, receiptOf(s, id))
    expect((await copy(s))?.last).toMatchObject({ stage: 'received', photosUp: undefined })
  })

  it('says nothing of the photos that another device sends, until they are all there', async () => {
    const s = await lina()
    const id = await handIn(s, { photos: [photo('one')] })
    await s.take(id)
    await s.db.uploads.clear()
    expect((await copy(s))?.last).toMatchObject({ stage: 'sent', photosUp: undefined })
    await s.tell(receiptOf(s, id))
    expect((await copy(s))?.last?.photosUp).toEqual({ sent: 1, total: 1 })
  })

  it('opened by the teacher while photos are on the way stays sent', async () => {
    const s = await lina()
    const id = await handIn(s, { photos: [photo('one')] })
    await s.take(id)
    await s.tell(seenBy(s, id))
    expect((await copy(s))?.last).toMatchObject({ stage: 'sent', seen: { teacher: 'Mme Lopez' } })
  })

  it('keeps every revision; the last that the school got counts, and what waits comes after', async () => {
    const s = await lina()
    const first = await handIn(s, { text: 'un' })
    const second = await handIn(s, { text: 'deux' })
    const third = await handIn(s, { text: 'trois' })
    expect((await copy(s))?.revisions.map(({ text }) => text)).toEqual(['un', 'deux', 'trois'])
    // The school got them in another order than they were made.
    await s.take(second, receiptOf(s, second))
    await s.take(first, receiptOf(s, first))
    const now = await copy(s)
    expect(now?.revisions.map(({ id, stage }) => [id, stage])).toEqual([
      [second, 'received'],
      [first, 'received'],
      [third, 'kept'],
    ])
    expect(now?.last?.id).toBe(third)
  })

  it('says late against the due moment as it is now', async () => {
    const s = await lina()
    await handIn(s, { finishedAt: Date.UTC(2021, 3, 9) })
    expect((await copy(s))?.last?.late).toBe(true)
    await s.tell(s.record('class:c1', 'assignment', 'a1', asked('Fractions', { dueAt: Date.UTC(2021, 3, 10) })))
    expect((await copy(s))?.last?.late).toBe(false)
    await s.tell(s.record('class:c1', 'assignment', 'a1', null))
    expect((await copy(s))?.last?.late).toBe(false)
  })

  it('is late for a teacher to whom arrival counts once the school got it after, not before', async () => {
    const s = await lina()
    const due = s.clock.at + 1
    await s.tell(s.record('class:c1', 'assignment', 'a1', asked('Fractions', { dueAt: due, counts: 'received' })))
    const id = await handIn(s, { finishedAt: due - 1 })
    expect((await copy(s))?.last).toMatchObject({ late: false, receivedAt: null })
    s.clock.at = due + 86_400_000
    await s.take(id, receiptOf(s, id))
    const last = (await copy(s))?.last
    expect(last?.receivedAt).toBeGreaterThan(due)
    expect(last?.late).toBe(true)
    await s.tell(s.record('class:c1', 'assignment', 'a1', asked('Fractions', { dueAt: due })))
    expect((await copy(s))?.last?.late).toBe(false)
  })

  it('stays in sight, kept, when the school was restored from an older copy', async () => {
    const s = await lina()
    const id = await handIn(s)
    await s.take(id, receiptOf(s, id))
    await s.restore()
    expect((await copy(s))?.last).toMatchObject({ id, stage: 'kept', receivedAt: null })
    await s.take(id, receiptOf(s, id))
    expect((await copy(s))?.last?.stage).toBe('received')
    expect((await copy(s))?.revisions).toHaveLength(1)
  })
})

describe('a refused revision', () => {
  it('stays in sight beside the one that counts, with what was written', async () => {
    const s = await lina()
    const first = await handIn(s, { text: 'à temps' })
    const late = await handIn(s, { text: 'trop tard', photos: [photo('one')] })
    await s.take(first, receiptOf(s, first))
    await s.refuse(late, 'alreadyReturned')
    const now = await copy(s)
    expect(now?.revisions.map(({ id }) => id)).toEqual([first])
    expect(now?.last).toMatchObject({ id: first, stage: 'received' })
    expect(now?.refused).toEqual([
      {
        id: late,
        reason: 'alreadyReturned',
        at: s.clock.at,
        text: 'trop tard',
        photos: [photo('one')],
        paper: false,
      },
    ])
  })

  it('alone makes a copy with nothing that counts', async () => {
    const s = await lina()
    await s.refuse(await handIn(s), 'unknownAssignment')
    expect(await copy(s)).toMatchObject({ last: null, revisions: [], refused: [{ reason: 'unknownAssignment' }] })
  })

  it('is not taken for a copy of another assignment', async () => {
    const s = await lina()
    await s.tell(s.record('class:c1', 'assignment', 'a2', asked('Poésie')))
    await s.refuse(await handIn(s), 'malformed')
    expect(await copy(s, { assignmentId: 'a2', pupilId: 'lina' })).toBeNull()
  })
})

describe('a copy on the desk', () => {
  async function lopez(): Promise<{ s: Satchel; id: MutationId }> {
    const s = await satchel('teacher', 't1', 'Mme Lopez', ['class:c0', 'desk:c0', 'class:c1', 'desk:c1'])
    const id = '01789000-0000-7000-8000-000000000001'
    const body = { ...about, classId: 'c1', text: 'Trois quarts', photos: [], paper: false, finishedAt: 1 }
    await s.tell(
      s.record('class:c1', 'assignment', 'a1', asked('Fractions')),
      s.record('desk:c1', 'pupil', 'lina', { name: 'Lina Petit' }),
      s.record('desk:c1', 'submission', id, body),
      s.record('desk:c1', 'receipt', id, receipt(id, 'a1', 'lina', 5)),
    )
    return { s, id }
  }
  const open = (s: Satchel, id: MutationId) => readAtOnce(s.db, (actor) => readCopyOf(s.db, actor, 'c1', id))

  it('is found by its revision, with the name of the pupil', async () => {
    const { s, id } = await lopez()
    expect(await open(s, id)).toMatchObject({ pupilName: 'Lina Petit', last: { id, stage: 'received' } })
    expect(await open(s, '01789000-0000-7000-8000-000000000002')).toBeNull()
  })

  it('is found without its class, even once its assignment was withdrawn', async () => {
    const { s, id } = await lopez()
    expect((await copy(s))?.last?.id).toBe(id)
    await s.tell(s.record('class:c1', 'assignment', 'a1', null))
    expect((await copy(s))?.last?.id).toBe(id)
    await s.db.records.where('kind').equals('assignment').delete()
    expect((await copy(s))?.last?.id).toBe(id)
  })

  it('shows what the teacher does at once, and does not change when the school has it', async () => {
    const { s, id } = await lopez()
    const opened = await s.deed({ kind: 'openSubmission', classId: 'c1', submissionId: id })
    const appreciation = { comment: 'Bien', grade: 15, scale: 20 }
    const marked = await s.deed({
      kind: 'returnSubmission',
      classId: 'c1',
      submissionId: id,
      base: null,
      appreciation,
    })
    const before = await open(s, id)
    expect(before).toMatchObject({
      last: { stage: 'seen', seen: { teacher: 'Mme Lopez' } },
      feedback: { ...appreciation, version: marked, waiting: true },
    })
    await s.take(opened)
    await s.take(marked)
    expect(await open(s, id)).toEqual({ ...before, feedback: { ...before?.feedback, waiting: false } })
  })
})
