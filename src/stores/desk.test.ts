import 'fake-indexeddb/auto'
import { beforeAll, describe, expect, it } from 'vitest'
import { asked, group, photo, receipt, satchel, type Satchel } from '../../e2e/satchel.ts'
import type { Held } from '../db/overlay.ts'
import type { Body } from '../domain/records.ts'
import { copiesOf } from './copies.ts'
import { readDesk } from './desk.ts'
import { readAtOnce } from './holding.ts'
import type { DeskView } from './views.ts'

const copyId = (n: number) => `01789000-0000-7000-8000-${n.toString().padStart(12, '0')}`

function pack(version: number): Body<'pack'> {
  const file = photo('file')
  return {
    title: 'Fractions',
    subject: 'maths',
    level: '6e',
    version,
    manifest: file,
    text: file,
    pages: 1,
    essentialBytes: 1,
    fullBytes: 1,
    by: 't1',
    teacher: 'Mme Lopez',
  }
}

/** A desk of five: Anaïs was returned, Bilal handed in late, Chloé is on paper, Driss is silent, Éva opened nothing but a pack. */
async function lopez(): Promise<{ s: Satchel; start: number }> {
  const s = await satchel('teacher', 't1', 'Mme Lopez', ['class:c1', 'desk:c1'])
  const start = s.clock.at
  for (const [id, name] of Object.entries({ e: 'Éva', c: 'Chloé', d: 'Driss', a: 'Anaïs', b: 'Bilal' }))
    await s.tell(s.record('desk:c1', 'pupil', id, { name }))
  await s.tell(
    s.record('class:c1', 'classGroup', 'c1', group('6e B')),
    s.record('class:c1', 'assignment', 'late', asked('Après', { dueAt: Date.UTC(2021, 3, 20) })),
    s.record('class:c1', 'assignment', 'a1', asked('Avant', { dueAt: start + 90_000 })),
    s.record('class:c1', 'pack', 'k1', pack(2)),
  )
  const hand = async (n: number, pupilId: string, more: Partial<Body<'submission'>> = {}) => {
    s.clock.at += 60_000
    const body = { assignmentId: 'a1', pupilId, classId: 'c1', text: 'oui', photos: [], paper: false, finishedAt: 1 }
    await s.tell(
      s.record('desk:c1', 'submission', copyId(n), { ...body, ...more }),
      s.record('desk:c1', 'receipt', copyId(n), receipt(copyId(n), 'a1', pupilId, s.clock.at)),
    )
  }
  await hand(1, 'a')
  await hand(2, 'b', { finishedAt: start + 100_000 })
  await hand(3, 'c', { text: '', paper: true })
  await hand(4, 'gone')
  const feedback = { assignmentId: 'a1', pupilId: 'a', submissionId: copyId(1), version: copyId(9) }
  await s.tell(
    s.record('desk:c1', 'feedback', 'a1:a', { ...feedback, by: 't1', teacher: 'Mme Lopez', comment: 'Bien' }),
  )
  s.clock.at += 60_000
  for (const [pupilId, version] of Object.entries({ a: 1, e: 2, gone: 2 }))
    await s.tell(
      s.record('desk:c1', 'delivery', `k1:${pupilId}`, { packId: 'k1', pupilId, version, tier: 'essential' }),
    )
  return { s, start }
}

async function desk(s: Satchel, classId = 'c1'): Promise<DeskView> {
  const view = await readAtOnce(s.db, (actor) => readDesk(s.db, actor, classId))
  if (!view) throw new Error('no desk')
  return view
}

describe('a desk', () => {
  it('says of each pupil of the roster, by name, what came', async () => {
    const [due] = (await desk((await lopez()).s)).assignments
    expect(due?.cells.map(({ name, state, late }) => [name, state, late])).toEqual([
      ['Anaïs', 'returned', false],
      ['Bilal', 'handedIn', true],
      ['Chloé', 'paper', false],
      ['Driss', 'silent', false],
      ['Éva', 'silent', false],
    ])
    expect([due?.handedIn, due?.returned]).toEqual([3, 1])
  })

  it('orders assignments by the moment they are due', async () => {
    expect((await desk((await lopez()).s)).assignments.map(({ id }) => id)).toEqual(['a1', 'late'])
  })

  it('counts who has a pack in which version, and names who has none', async () => {
    const [pack] = (await desk((await lopez()).s)).packs
    expect(pack?.delivered.map(({ name, version }) => [name, version])).toEqual([
      ['Anaïs', 1],
      ['Éva', 2],
    ])
    expect(pack?.missing.map(({ name }) => name)).toEqual(['Bilal', 'Chloé', 'Driss'])
  })

  it('knows when anything of a pupil last reached the school', async () => {
    const { s, start } = await lopez()
    const signs = (await desk(s)).pupils.map(({ name, lastSign }) => [name, lastSign && (lastSign - start) / 60_000])
    expect(signs).toEqual([
      ['Anaïs', 5],
      ['Bilal', 2],
      ['Chloé', 3],
      ['Driss', null],
      ['Éva', 5],
    ])
  })

  it('opens a paper copy that also holds something', async () => {
    const { s } = await lopez()
    const body = { assignmentId: 'late', pupilId: 'd', classId: 'c1', text: '', paper: true, finishedAt: 1 }
    await s.tell(s.record('desk:c1', 'submission', copyId(5), { ...body, photos: [photo('one')] }))
    expect((await desk(s)).assignments[1]?.cells[3]).toMatchObject({ name: 'Driss', state: 'handedIn' })
  })

  it('shows an assignment that has not left yet', async () => {
    const { s } = await lopez()
    const id = await s.deed({ kind: 'setAssignment', classId: 'c1', assignmentId: 'new', asked: asked('Neuf') })
    expect((await desk(s)).assignments.find((one) => one.id === 'new')).toMatchObject({ waiting: true, handedIn: 0 })
    await s.take(id)
    expect((await desk(s)).assignments.find((one) => one.id === 'new')?.waiting).toBe(false)
  })

  it('is nobody else’s', async () => {
    const s = await satchel('pupil', 'a', 'Anaïs', ['class:c1', 'pupil:a'])
    expect(await readAtOnce(s.db, (actor) => readDesk(s.db, actor, 'c1'))).toBeNull()
  })
})

describe('a year of a large class', () => {
  const PUPILS = 40
  const ASSIGNMENTS = 150
  let year: Satchel

  beforeAll(async () => {
    year = await satchel('teacher', 't1', 'Mme Lopez', ['class:c1', 'desk:c1'])
    const rows = []
    for (let p = 0; p < PUPILS; p++) rows.push(year.record('desk:c1', 'pupil', `p${p}`, { name: `Élève ${p}` }))
    for (let a = 0; a < ASSIGNMENTS; a++) {
      rows.push(year.record('class:c1', 'assignment', `a${a}`, asked(`Travail ${a}`)))
      for (let p = 0; p < PUPILS; p++) {
        const id = copyId(a * PUPILS + p)
        const about = { assignmentId: `a${a}`, pupilId: `p${p}` }
        const body = { ...about, classId: 'c1', text: 'oui', photos: [], paper: false, finishedAt: 1 }
        rows.push(year.record('desk:c1', 'submission', id, body))
        rows.push(year.record('desk:c1', 'receipt', id, receipt(id, about.assignmentId, about.pupilId, 5)))
      }
    }
    await year.db.records.bulkPut(rows)
  }, 60_000)

  it('asks the store as often as an empty one, whatever it holds', async () => {
    const empty = await satchel('teacher', 't1', 'Mme Lopez', ['class:c1', 'desk:c1'])
    const asks = await requestsOf(() => desk(empty))
    expect(await requestsOf(() => desk(year))).toBe(asks)
    expect(asks).toBeLessThan(40)
    expect((await desk(year)).assignments[149]?.handedIn).toBe(PUPILS)
  })

  it('looks at each record a bounded number of times', () => {
    const looks = (copies: number) => {
      let count = 0
      const submissions = Array.from({ length: copies }, (_, n): Held<'submission'> => {
        const about = { assignmentId: `a${n % ASSIGNMENTS}`, pupilId: `p${n % PUPILS}`, classId: 'c1' }
        const body = { ...about, text: 'oui', photos: [], paper: false, finishedAt: 1 }
        const held = { feed: 'desk:c1', kind: 'submission', id: copyId(n), at: n, body } as const
        return Object.defineProperty({ ...held, seq: n + 1 }, 'body', { get: () => ((count += 1), body) })
      })
      copiesOf({ submissions, receipts: [], seen: [], feedback: [], entries: [], uploads: [], dues: new Map() })
      return count / copies
    }
    expect(looks(6000)).toBeLessThanOrEqual(3)
    expect(looks(6000)).toBe(looks(60))
  })
})

/** How many requests the store gets while something is read. */
async function requestsOf(act: () => Promise<unknown>): Promise<number> {
  let count = 0
  const undo = [IDBObjectStore.prototype, IDBIndex.prototype].flatMap((place) =>
    (['get', 'getAll', 'getAllKeys', 'openCursor', 'openKeyCursor', 'count'] as const).map((name) => {
      const before = Object.getOwnPropertyDescriptor(place, name)
      const original: unknown = before?.value
      if (!before || typeof original !== 'function') throw new Error(`no ${name}`)
      Object.defineProperty(place, name, {
        ...before,
        value(this: unknown, ...given: unknown[]): unknown {
          count += 1
          return Reflect.apply(original, this, given)
        },
      })
      return () => Object.defineProperty(place, name, before)
    }),
  )
  await act()
  for (const back of undo) back()
  return count
}
