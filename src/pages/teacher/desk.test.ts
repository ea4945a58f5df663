import { describe, expect, it } from 'vitest'
import type { CopyView, DeskAssignment, DeskCell, DeskPack, DeskView } from '../../stores/views.ts'
import { attentionOf } from './attention.ts'
import { copiesBeside, countCells, groupCells, splitAssignments } from './cells.ts'
import { deliveriesOf } from './deliveries.ts'

const DAY = 86_400_000
const NOW = new Date('2021-04-06T12:00').getTime()

const copy = (id: string, seen: boolean) =>
  ({ last: { id, seen: seen ? { teacher: 'Mme Lopez', at: 1 } : null } }) as CopyView
const cell = (pupilId: string, state: DeskCell['state'], held: CopyView | null = null, late = false): DeskCell => ({
  pupilId,
  name: pupilId,
  state,
  late,
  copy: held,
})
const cells = [
  cell('Adam', 'silent'),
  cell('Inès', 'handedIn', copy('c-ines', false), true),
  cell('Jade', 'returned', copy('c-jade', true)),
  cell('Léa', 'handedIn', copy('c-lea', true)),
  cell('Malo', 'paper', copy('c-malo', false)),
  cell('Noah', 'handedIn', copy('c-noah', false)),
]
const work = (id: string, dueAt: number, all: DeskCell[] = []) =>
  ({ id, assignment: { title: `Travail ${id}`, dueAt }, cells: all }) as DeskAssignment
const pack = (version: number, held: [string, number][], missing: string[]) =>
  ({
    pack: { title: 'Fractions', version },
    delivered: held.map(([name, had]) => ({ name, pupilId: name, version: had, tier: 'essential', at: 1 })),
    missing: missing.map((name) => ({ name, pupilId: name })),
  }) as unknown as DeskPack
const desk = (assignments: DeskAssignment[], packs: DeskPack[] = []): DeskView => ({
  classId: 'c1',
  classGroup: undefined,
  pupils: [],
  assignments,
  packs,
})

describe('the pupils of an assignment', () => {
  it('are grouped with what asks for the teacher first', () => {
    expect(groupCells(cells).map(({ place, cells: of }) => [place, of.map(({ name }) => name)])).toEqual([
      ['toOpen', ['Inès', 'Noah']],
      ['opened', ['Léa']],
      ['returned', ['Jade']],
      ['paper', ['Malo']],
      ['silent', ['Adam']],
    ])
  })

  it('are counted, late ones again', () => {
    expect(countCells(cells)).toEqual({ toOpen: 2, opened: 1, returned: 1, paper: 1, silent: 1, late: 1 })
  })
})

describe('assignments on a desk', () => {
  const open = cell('Inès', 'handedIn', copy('c', false))
  it('are over a week after they were due, unless a copy waits', () => {
    const { current, past } = splitAssignments(
      [
        work('old', NOW - 8 * DAY),
        work('waits', NOW - 30 * DAY, [open]),
        work('older', NOW - 9 * DAY),
        work('tomorrow', NOW + DAY),
        work('yesterday', NOW - DAY),
      ],
      NOW,
    )
    expect(current.map(({ id }) => id)).toEqual(['waits', 'yesterday', 'tomorrow'])
    expect(past.map(({ id }) => id)).toEqual(['old', 'older'])
  })
})

describe('the copies beside one', () => {
  it('are those of the same assignment, in the roster’s order', () => {
    expect(copiesBeside(cells, 'Inès')).toEqual({ at: 1, of: 5, previous: null, next: 'c-jade' })
    expect(copiesBeside(cells, 'Noah')).toEqual({ at: 5, of: 5, previous: 'c-malo', next: null })
  })

  it('are none for who handed in nothing', () => {
    expect(copiesBeside(cells, 'Adam')).toBeUndefined()
  })
})

describe('deliveries of a pack', () => {
  it('say who has which version, newest first', () => {
    const { current, versions, missing, of } = deliveriesOf(
      pack(
        3,
        [
          ['Léa', 2],
          ['Inès', 3],
          ['Noah', 2],
        ],
        ['Adam'],
      ),
    )
    expect(current.map(({ name }) => name)).toEqual(['Inès'])
    expect(versions.map(({ version, pupils }) => [version, pupils.length])).toEqual([
      [3, 1],
      [2, 2],
    ])
    expect([missing.length, of]).toEqual([1, 4])
  })
})

describe('what of a class asks for its teacher', () => {
  it('is copies to open, what is due today, and who lacks the newest pack', () => {
    const asks = attentionOf(
      desk(
        [work('a', NOW - DAY, cells), work('b', new Date('2021-04-06T23:59').getTime(), cells), work('c', NOW + DAY)],
        [
          pack(
            2,
            [
              ['Léa', 1],
              ['Inès', 2],
            ],
            ['Adam'],
          ),
          pack(1, [], ['Léa']),
        ],
      ),
      NOW,
    )
    expect(asks).toEqual({
      toOpen: 4,
      firstToOpen: 'c-ines',
      dueToday: [{ id: 'b', title: 'Travail b', done: 5, of: 6 }],
      lacking: { title: 'Fractions', missing: 2, of: 3 },
    })
  })

  it('is nothing when all is done', () => {
    const asks = attentionOf(desk([work('a', NOW - DAY)], [pack(1, [['Léa', 1]], [])]), NOW)
    expect(asks).toEqual({ toOpen: 0, firstToOpen: null, dueToday: [], lacking: null })
  })
})
