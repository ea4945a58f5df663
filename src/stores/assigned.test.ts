import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { asked, group, satchel, type Satchel } from '../../e2e/satchel.ts'
import type { StoredRecord } from '../db/records.ts'
import { readAssignments, readChildren, readClasses } from './assigned.ts'
import { readAtOnce } from './holding.ts'

const DAY = 24 * 3600_000
const copyId = (n: number) => `01789000-0000-7000-8000-${n.toString().padStart(12, '0')}`

const assignmentsOf = (s: Satchel, classId?: string) =>
  readAtOnce(s.db, (actor) => readAssignments(s.db, actor, classId))

describe('classes', () => {
  it('come by name as people count, and say who teaches', async () => {
    const s = await satchel('teacher', 't1', 'Mme Lopez', ['class:x', 'desk:x', 'class:y'])
    await s.tell(
      s.record('class:y', 'classGroup', 'y', group('10e A', [{ id: 't2', name: 'M. Roy' }])),
      s.record('class:x', 'classGroup', 'x', group('6e B')),
    )
    const classes = await readAtOnce(s.db, (actor) => readClasses(s.db, actor))
    expect(classes?.map(({ id, name, teaches }) => [id, name, teaches])).toEqual([
      ['x', '6e B', true],
      ['y', '10e A', false],
    ])
  })
})

describe('the assignments of a pupil', () => {
  async function lina(): Promise<Satchel> {
    const s = await satchel('pupil', 'lina', 'Lina', ['pupil:lina', 'class:c1', 'class:c2'])
    await s.tell(
      s.record('class:c1', 'classGroup', 'c1', group('6e B')),
      s.record('class:c1', 'assignment', 'a2', asked('Après', { dueAt: s.clock.at + 2 * DAY })),
      s.record('class:c2', 'assignment', 'a3', asked('Groupe', { dueAt: s.clock.at + DAY })),
      s.record('class:c1', 'assignment', 'a1', asked('Avant', { dueAt: s.clock.at })),
    )
    return s
  }
  const handIn = (s: Satchel) =>
    s.deed({
      kind: 'handIn',
      classId: 'c1',
      assignmentId: 'a1',
      text: 'oui',
      photos: [],
      paper: false,
      finishedAt: s.clock.at,
    })

  it('come soonest due first, of one class or of all', async () => {
    const s = await lina()
    expect((await assignmentsOf(s))?.map(({ id }) => id)).toEqual(['a1', 'a3', 'a2'])
    expect((await assignmentsOf(s, 'c1'))?.map(({ id }) => id)).toEqual(['a1', 'a2'])
  })

  it('are done once handed in, and to be done again when that was refused', async () => {
    const s = await lina()
    const id = await handIn(s)
    expect((await assignmentsOf(s))?.[0]).toMatchObject({ done: true, copy: { last: { stage: 'kept' } } })
    await s.refuse(id, 'unknownAssignment')
    expect((await assignmentsOf(s))?.[0]).toMatchObject({ done: false, copy: { last: null } })
  })

  it('are never seen between an entry and its outcome', async () => {
    const s = await lina()
    await s.take(await handIn(s))
    const second = await handIn(s)
    // The outcome comes just when the records were read and the outbox was not yet.
    const land = await s.taking(second)
    let landing: Promise<void> | undefined
    s.db.records.hook('reading', (row: StoredRecord | undefined) => {
      if (row?.kind === 'submission') landing ??= Dexie.ignoreTransaction(land)
      return row
    })
    const stages = async () => (await assignmentsOf(s))?.[0]?.copy?.revisions.map(({ stage }) => stage)
    expect(await stages()).toEqual(['sent', 'kept'])
    await landing
    expect(await stages()).toEqual(['sent', 'sent'])
  })
})

describe('a guardian of three children in two classes', () => {
  async function parent(): Promise<Satchel> {
    const children = ['pupil:zoe', 'pupil:tom', 'pupil:lina']
    const s = await satchel('guardian', 'g1', 'M. Petit', [...children, 'class:c1', 'class:c2'])
    // The account's own feed was read: from now on it says what may be read.
    for (const feed of [...children, 'class:c1', 'class:c2']) await s.tell(s.record('account:g1', 'access', feed, {}))
    await s.tell(
      s.record('account:g1', 'child', 'zoe', { name: 'Zoé', classId: 'c1', colour: 0 }),
      s.record('account:g1', 'child', 'tom', { name: 'Tom', classId: 'c2', colour: 1 }),
      s.record('account:g1', 'child', 'lina', { name: 'Lina', classId: 'c1', colour: 2 }),
      s.record('class:c1', 'classGroup', 'c1', group('6e B')),
      s.record('class:c2', 'classGroup', 'c2', group('3e A')),
      s.record('class:c1', 'assignment', 'a1', asked('Fractions')),
      s.record('class:c2', 'assignment', 'a2', asked('Poésie')),
    )
    const copies = [
      ['zoe', 'a1', 'c1'],
      ['tom', 'a2', 'c2'],
    ] as const
    for (const [n, [pupilId, assignmentId, classId]] of copies.entries()) {
      const body = { assignmentId, pupilId, classId, text: pupilId, photos: [], paper: false, finishedAt: 1 }
      await s.tell(s.record(`pupil:${pupilId}`, 'submission', copyId(n), body))
    }
    return s
  }

  it('sees each with the class, what is asked and what was handed in', async () => {
    const s = await parent()
    const children = await readAtOnce(s.db, (actor) => readChildren(s.db, actor))
    expect(
      children?.map(({ name, classGroup, assignments }) => [
        name,
        classGroup?.name,
        assignments.map(({ assignment, copy, done }) => [assignment.title, copy?.last?.text, done]),
      ]),
    ).toEqual([
      ['Zoé', '6e B', [['Fractions', 'zoe', true]]],
      ['Tom', '3e A', [['Poésie', 'tom', true]]],
      ['Lina', '6e B', [['Fractions', undefined, false]]],
    ])
  })

  it('finds no copy of a child among assignments that are nobody’s in particular', async () => {
    const s = await parent()
    expect((await assignmentsOf(s))?.map(({ copy }) => copy)).toEqual([null, null])
  })
})
