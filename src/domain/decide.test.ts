import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mayRead, type Actor } from './access.ts'
import { decide, needs, REFUSALS, type Found, type Refusal } from './decide.ts'
import type { Answers } from './answers.ts'
import type { FileRef } from './files.ts'
import { uuid7, type MutationId } from './ids.ts'
import { MUTATION_KINDS, type Mutation, type MutationOf } from './mutations.ts'
import { bodyOf, type Body, type Kind } from './records.ts'

const COPY = uuid7(1, new Uint8Array(16))
const OTHER = uuid7(2, new Uint8Array(16))

const file = (bytes = 3): FileRef => ({
  sha256: '0'.repeat(64),
  bytes,
  type: 'image/jpeg',
  pieces: ['0'.repeat(64)],
})
const assigned: Body<'assignment'> = {
  title: 'Fractions',
  subject: 'maths',
  instructions: '',
  dueAt: 10,
  minutes: 20,
  expects: ['text'],
  by: 't1',
  teacher: 'Mme Lopez',
}
const packed = (version: number): Body<'pack'> => ({
  title: 'Fractions',
  subject: 'maths',
  level: '6e',
  version,
  manifest: file(),
  text: file(),
  pages: 1,
  essentialBytes: 1,
  fullBytes: 1,
  by: 't1',
  teacher: 'Mme Lopez',
})
const handed = (classId: string, pupilId: string): Body<'submission'> => ({
  assignmentId: 'a1',
  pupilId,
  classId,
  text: 'oui',
  photos: [],
  paper: false,
  finishedAt: 1,
})
const said = (pupilId: string, version: MutationId): Body<'feedback'> => ({
  comment: 'Bien',
  assignmentId: 'a1',
  pupilId,
  submissionId: COPY,
  version,
  by: 't1',
  teacher: 'Mme Lopez',
})

/** What there is in the whole school, by `<feed> <kind> <id>`. */
type World = ReadonlyMap<string, unknown>

const place = (key: { feed: string; kind: string; id: string }) => `${key.feed} ${key.kind} ${key.id}`
const foundIn = (world: World): Found => {
  return (key) => bodyOf(key.kind, world.get(place(key)))
}
/** What a device has of it: the feeds that its person reads, and no other. */
const onDevice = (actor: Actor, world: World): World =>
  new Map([...world].filter(([name]) => mayRead(actor, name.slice(0, name.indexOf(' ')))))

const actor = (role: Actor['role'], id: string, feeds: string[]): Actor => ({
  id,
  role,
  name: role === 'teacher' ? 'Mme Lopez' : 'Lina',
  feeds: new Set([`account:${id}`, ...feeds]),
})
const pupil = actor('pupil', 'p1', ['pupil:p1', 'class:c1'])
const teacher = actor('teacher', 't1', ['class:c1', 'desk:c1'])

const envelope = { id: OTHER, n: 1, at: 5 }
const mutations = {
  handIn: {
    ...envelope,
    kind: 'handIn',
    classId: 'c1',
    assignmentId: 'a1',
    text: 'oui',
    photos: [],
    paper: false,
    finishedAt: 5,
  },
  packDelivered: { ...envelope, kind: 'packDelivered', classId: 'c1', packId: 'k1', version: 1, tier: 'full' },
  publishPack: {
    ...envelope,
    kind: 'publishPack',
    classId: 'c1',
    packId: 'k1',
    version: 2,
    title: 'Fractions',
    subject: 'maths',
    level: '6e',
    manifest: file(),
    text: file(),
    pages: 1,
    essentialBytes: 1,
    fullBytes: 1,
  },
  withdrawPack: { ...envelope, kind: 'withdrawPack', classId: 'c1', packId: 'k1' },
  setAssignment: {
    ...envelope,
    kind: 'setAssignment',
    classId: 'c1',
    assignmentId: 'a1',
    asked: { title: 'Neuf', subject: 'maths', instructions: '', dueAt: 0, minutes: 5, expects: ['text'] },
  },
  withdrawAssignment: { ...envelope, kind: 'withdrawAssignment', classId: 'c1', assignmentId: 'a1' },
  openSubmission: { ...envelope, kind: 'openSubmission', classId: 'c1', submissionId: COPY },
  returnSubmission: {
    ...envelope,
    kind: 'returnSubmission',
    classId: 'c1',
    submissionId: COPY,
    base: null,
    appreciation: { comment: 'Bien', grade: 15 },
  },
  withdrawDevice: { ...envelope, kind: 'withdrawDevice', deviceId: 'd1' },
} satisfies { [K in Mutation['kind']]: MutationOf<K> }

const school: World = new Map<string, unknown>([
  ['class:c1 assignment a1', assigned],
  ['class:c1 pack k1', packed(1)],
  [`desk:c1 submission ${COPY}`, handed('c1', 'p1')],
  ['account:p1 device d1', { label: 'Téléphone', enrolledAt: 1, withdrawn: false }],
])
const and = (...more: [string, unknown][]): World => new Map([...school, ...more])

type Case = [Refusal, Actor, Mutation, World]
const { handIn, publishPack, returnSubmission, openSubmission, withdrawDevice, packDelivered } = mutations
const outsider = actor('pupil', 'p1', ['pupil:p1'])
const elsewhere = actor('teacher', 't1', ['class:c1'])

const REFUSED: Case[] = [
  ['notAllowed', teacher, handIn, school],
  ['notAllowed', pupil, publishPack, school],
  ['notAllowed', actor('guardian', 'g1', ['pupil:p1', 'class:c1']), handIn, school],
  ['notMember', outsider, handIn, school],
  ['notMember', outsider, packDelivered, school],
  ...(['publishPack', 'withdrawPack', 'setAssignment', 'withdrawAssignment'] as const).map((kind): Case => [
    'notMember',
    elsewhere,
    mutations[kind],
    school,
  ]),
  ['notMember', elsewhere, openSubmission, school],
  ['notMember', elsewhere, returnSubmission, school],
  ['unknownAssignment', pupil, { ...handIn, assignmentId: 'gone' }, school],
  ['alreadyReturned', pupil, handIn, and(['pupil:p1 feedback a1:p1', said('p1', COPY)])],
  ['emptyCopy', pupil, { ...handIn, text: ' \n' }, school],
  ['badFile', pupil, { ...handIn, photos: [file(200_000)] }, school],
  ['badFile', teacher, { ...publishPack, text: file(200_000) }, school],
  ['conflict', teacher, { ...publishPack, version: 1 }, school],
  ['conflict', teacher, { ...publishPack, version: 3 }, school],
  ['conflict', teacher, { ...publishPack, packId: 'new' }, school],
  ['unknownSubmission', teacher, { ...openSubmission, submissionId: OTHER }, school],
  ['unknownSubmission', teacher, { ...returnSubmission, submissionId: OTHER }, school],
  ['emptyFeedback', teacher, { ...returnSubmission, appreciation: { comment: ' ' } }, school],
  ['gradeAboveScale', teacher, { ...returnSubmission, appreciation: { comment: '', grade: 20.5 } }, school],
  ['gradeAboveScale', teacher, { ...returnSubmission, appreciation: { comment: '', grade: 11, scale: 10 } }, school],
  ['conflict', teacher, returnSubmission, and(['desk:c1 feedback a1:p1', said('p1', COPY)])],
  ['conflict', teacher, { ...returnSubmission, base: COPY }, school],
  ['unknownDevice', pupil, { ...withdrawDevice, deviceId: 'd9' }, school],
  ['unknownDevice', actor('pupil', 'p2', []), withdrawDevice, school],
]

describe('what the rule book refuses', () => {
  it.each(REFUSED)('%s', (refused, who, mutation, world) => {
    expect(decide(who, mutation, foundIn(world))).toEqual({ refused })
  })

  it('is every refusal there is, but for those that are about the sending itself', () => {
    const ofTheWire: Refusal[] = ['malformed', 'foreignDevice', 'withdrawnDevice', 'reusedId', 'badPack']
    expect(new Set([...REFUSED.map(([refused]) => refused), ...ofTheWire])).toEqual(new Set(REFUSALS))
  })
})

describe('what it allows', () => {
  const writes = (who: Actor, mutation: Mutation, world = school) => decide(who, mutation, foundIn(world))

  it('a copy for the pupil and for the desk, alike', () => {
    const body = handed('c1', 'p1')
    expect(writes(pupil, handIn)).toEqual([
      { feed: 'pupil:p1', kind: 'submission', id: OTHER, body: { ...body, finishedAt: 5 } },
      { feed: 'desk:c1', kind: 'submission', id: OTHER, body: { ...body, finishedAt: 5 } },
    ])
  })

  it.each([
    ['on paper', { text: '', paper: true }],
    ['of photos alone', { text: '', photos: [file()] }],
    ['long after it was due', { finishedAt: 8e15 }],
  ])('a copy %s', (_, more) => {
    expect(writes(pupil, { ...handIn, ...more })).toHaveLength(2)
  })

  it('a copy that is nothing but answers to exercises', () => {
    const given = { exercise: 'x', given: { kind: 'truth', says: true }, tries: 1, text: 0 } as const
    const answers: Answers = { packId: 'k1', texts: [file()], answers: [given] }
    expect(writes(pupil, { ...handIn, text: '', answers })).toMatchObject([
      { body: { answers } },
      { body: { answers } },
    ])
  })

  it('another revision of a copy that was not returned, whatever came before', () => {
    expect(writes(pupil, handIn, and([`pupil:p1 submission ${COPY}`, handed('c1', 'p1')]))).toHaveLength(2)
  })

  it('the first version of a pack, and the next of one that is there', () => {
    expect(writes(teacher, { ...publishPack, packId: 'new', version: 1 })).toMatchObject([
      { feed: 'class:c1', kind: 'pack', id: 'new', body: { version: 1, by: 't1', teacher: 'Mme Lopez' } },
    ])
    expect(writes(teacher, publishPack)).toMatchObject([{ id: 'k1', body: { version: 2 } }])
  })

  it('an assignment due in the past: the form warned', () => {
    expect(writes(teacher, mutations.setAssignment)).toMatchObject([{ kind: 'assignment', body: { dueAt: 0 } }])
  })

  it('a correction written on what was said before', () => {
    const world = and(['desk:c1 feedback a1:p1', said('p1', COPY)])
    expect(writes(teacher, { ...returnSubmission, base: COPY }, world)).toMatchObject([
      { feed: 'desk:c1', id: 'a1:p1', body: { version: OTHER, submissionId: COPY, grade: 15 } },
      { feed: 'pupil:p1', id: 'a1:p1', body: { version: OTHER } },
    ])
  })

  it('a full grade, out of twenty or of its own scale', () => {
    const full = (appreciation: { comment: string; grade: number; scale?: number }) =>
      writes(teacher, { ...returnSubmission, appreciation })
    expect(full({ comment: '', grade: 20 })).toHaveLength(2)
    expect(full({ comment: '', grade: 40, scale: 40 })).toHaveLength(2)
  })

  it('what is done already, without doing it again', () => {
    const seen = { submissionId: COPY, assignmentId: 'a1', pupilId: 'p1', by: 't2', teacher: 'M. Roy' }
    expect(writes(teacher, openSubmission, and([`desk:c1 seen ${COPY}`, seen]))).toEqual([])
    expect(writes(teacher, { ...mutations.withdrawPack, packId: 'gone' })).toEqual([])
    expect(writes(teacher, { ...mutations.withdrawAssignment, assignmentId: 'gone' })).toEqual([])
    expect(writes(pupil, { ...packDelivered, packId: 'gone' })).toEqual([])
    const withdrawn = { label: 'Téléphone', enrolledAt: 1, withdrawn: true }
    expect(writes(pupil, withdrawDevice, and(['account:p1 device d1', withdrawn]))).toEqual([])
  })
})

const anyClass = fc.constantFrom('c1', 'c2')
const anyone = fc.constantFrom('p1', 'p2', 't1')
const anyId = fc.constantFrom(COPY, OTHER)

/** As the school grants: a pupil reads their own feed, whoever has a desk reads its class. */
const anyActor: fc.Arbitrary<Actor> = fc
  .record({
    role: fc.constantFrom('pupil', 'guardian', 'teacher', 'staff'),
    id: anyone,
    classes: fc.subarray(['c1', 'c2']),
    desks: fc.subarray(['c1', 'c2']),
    children: fc.subarray(['pupil:p1', 'pupil:p2']),
  })
  .map(({ role, id, classes, desks, children }) => {
    const read = classes.map((classId) => `class:${classId}`)
    const taught = classes.filter((classId) => desks.includes(classId)).map((classId) => `desk:${classId}`)
    const more = { pupil: [`pupil:${id}`], guardian: children, teacher: taught, staff: [] }
    return actor(role, id, [...read, ...more[role]])
  })

const anyMutation: fc.Arbitrary<Mutation> = fc
  .record({
    kind: fc.constantFrom(...Object.values(mutations)),
    classId: anyClass,
    submissionId: anyId,
    base: fc.constantFrom(null, COPY, OTHER),
    version: fc.integer({ min: 1, max: 3 }),
    text: fc.constantFrom('', ' ', 'oui'),
    paper: fc.boolean(),
  })
  .map(({ kind: mutation, ...more }): Mutation => {
    switch (mutation.kind) {
      case 'handIn':
        return { ...mutation, classId: more.classId, text: more.text, paper: more.paper }
      case 'publishPack':
      case 'packDelivered':
        return { ...mutation, classId: more.classId, version: more.version }
      case 'openSubmission':
        return { ...mutation, classId: more.classId, submissionId: more.submissionId }
      case 'returnSubmission':
        return { ...mutation, classId: more.classId, submissionId: more.submissionId, base: more.base }
      case 'withdrawPack':
      case 'setAssignment':
      case 'withdrawAssignment':
        return { ...mutation, classId: more.classId }
      case 'withdrawDevice':
        return mutation
    }
  })

/** Everything that might be there, each with what it might hold. */
const anyWorld: fc.Arbitrary<World> = fc
  .tuple(
    ...['c1', 'c2'].flatMap((classId) => [
      maybe(`class:${classId} assignment a1`, fc.constant(assigned)),
      maybe(`class:${classId} pack k1`, fc.integer({ min: 1, max: 2 }).map(packed)),
      ...[COPY, OTHER].flatMap((id) => [
        maybe(
          `desk:${classId} submission ${id}`,
          anyone.map((pupilId) => handed(classId, pupilId)),
        ),
        maybe(
          `desk:${classId} seen ${id}`,
          anyone.map((pupilId) => ({ submissionId: id, assignmentId: 'a1', pupilId, by: 't1', teacher: 'M. Roy' })),
        ),
      ]),
      ...['p1', 'p2', 't1'].map((id) =>
        maybe(
          `desk:${classId} feedback a1:${id}`,
          anyId.map((v) => said(id, v)),
        ),
      ),
    ]),
    ...['p1', 'p2', 't1'].flatMap((id) => [
      maybe(
        `pupil:${id} feedback a1:${id}`,
        anyId.map((v) => said(id, v)),
      ),
      maybe(
        `account:${id} device d1`,
        fc.boolean().map((withdrawn) => ({ label: 'Téléphone', enrolledAt: 1, withdrawn })),
      ),
    ]),
  )
  .map((there) => new Map(there.flat()))

function maybe(name: string, body: fc.Arbitrary<unknown>): fc.Arbitrary<[string, unknown][]> {
  return fc.option(body, { nil: undefined }).map((held) => (held === undefined ? [] : [[name, held]]))
}

/** All that `needs` names, step by step, as the device and the server read it. */
function needed(who: Actor, mutation: Mutation, found: Found): Set<string> {
  const names = new Set<string>()
  const seen: Found = (key) => (names.has(place(key)) ? found(key) : undefined)
  for (;;) {
    const asked = needs(who, mutation, seen).map(place)
    if (asked.every((name) => names.has(name))) return names
    for (const name of asked) names.add(name)
  }
}

describe('whoever asks, whatever they ask, whatever there is', () => {
  const always = (name: string, holds: (who: Actor, mutation: Mutation, world: World) => void) =>
    it(name, () => {
      fc.assert(fc.property(anyActor, anyMutation, anyWorld, holds), { numRuns: 2000 })
    })

  always(
    'the device and the school decide alike, though the device knows only what its person may read',
    (who, m, world) => {
      expect(decide(who, m, foundIn(onDevice(who, world)))).toEqual(decide(who, m, foundIn(world)))
    },
  )

  always('nothing is looked at that was not asked for', (who, m, world) => {
    const names = needed(who, m, foundIn(world))
    decide(who, m, (key) => {
      if (!names.has(place(key))) throw new Error(`looked at ${place(key)}`)
      return foundIn(world)(key)
    })
  })

  always('no clock has a say', (who, m, world) => {
    const later = { ...m, at: 8e15, ...(m.kind === 'handIn' && { finishedAt: 0 }) }
    const outcome = (of: Mutation) => {
      const decided = decide(who, of, foundIn(world))
      return 'refused' in decided ? decided.refused : decided.map(place)
    }
    expect(outcome(later)).toEqual(outcome(m))
  })

  always(
    'what is written is well formed, the same in every feed, and stays in the person’s own or their class’s',
    (who, m, world) => {
      const decided = decide(who, m, foundIn(world))
      if ('refused' in decided) return
      for (const { kind, feed, body } of decided) {
        expect(body === null || bodyOf<Kind>(kind, body)).toEqual(body ?? true)
        expect(body).toEqual(decided[0]?.body)
        const [room] = feed.split(':')
        if (room === 'account') expect(feed).toBe(`account:${who.id}`)
        else if (who.role === 'pupil')
          expect([`pupil:${who.id}`, `desk:${'classId' in m ? m.classId : ''}`]).toContain(feed)
        else expect(who.feeds).toContain(`desk:${'classId' in m ? m.classId : ''}`)
      }
    },
  )

  always('doing again what was done writes what is there already, or is refused', (who, m, world) => {
    const first = decide(who, m, foundIn(world))
    if ('refused' in first) return
    const after = new Map([...world, ...first.map((write) => [place(write), write.body] as const)])
    const again = decide(who, m, foundIn(after))
    if ('refused' in again) expect(again.refused).toBe('conflict')
    else for (const write of again) expect(after.get(place(write))).toEqual(write.body)
  })
})

it('knows every kind of mutation', () => {
  expect(new Set(Object.keys(mutations))).toEqual(new Set(MUTATION_KINDS))
})
