import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Mutation, MUTATION_KINDS } from '../domain/mutations.ts'
import { BODIES, bodyOf, type Kind } from '../domain/records.ts'
import { EnrolAnswer, EnrolRequest } from './enrol.ts'
import { FeedFile, Head } from './head.ts'
import { Keys } from './keys.ts'
import { ParcelAnswer } from './parcelAnswer.ts'
import { MissingAnswer, MissingRequest } from './pieces.ts'
import { Problem } from './problem.ts'
import { Pulse } from './pulse.ts'
import { TurnAnswer, TurnRequest } from './turn.ts'

/**
 * The wire as builds in people's hands speak it. What is here was said by a build, and stays as it was: a device that was shut in a drawer says it still, and
 * a school that is older than its devices answers it. A new field may be added beside, never asked for; a change that does not read these breaks them.
 */
const ID = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b'
const HASH = 'a'.repeat(64)
const FILE = { sha256: HASH, bytes: 900, type: 'image/png', pieces: [HASH] }
const JSON_FILE = { ...FILE, type: 'application/json' }
const KEY = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) }
const ASKED = {
  ...{ title: 'Lire', subject: 'french', instructions: '', dueAt: 1_790_000_000_000, minutes: 20 },
  ...{ expects: ['text', 'photos', 'paper'], packId: 'k1' },
}
const said = (kind: string, more: object) => ({ id: ID, n: 1, at: 1_790_000_000_000, kind, ...more })

const MUTATIONS = [
  said('handIn', {
    ...{
      classId: 'c1',
      assignmentId: 'w1',
      text: 'Voici.',
      photos: [FILE],
      paper: false,
      finishedAt: 1_790_000_000_000,
    },
  }),
  said('packDelivered', { classId: 'c1', packId: 'k1', version: 2, tier: 'essential' }),
  said('publishPack', {
    ...{ classId: 'c1', packId: 'k1', version: 1, title: 'La Loire', subject: 'history', level: '6e' },
    ...{ manifest: JSON_FILE, text: JSON_FILE, pages: 3, essentialBytes: 900, fullBytes: 9_000 },
  }),
  said('withdrawPack', { classId: 'c1', packId: 'k1' }),
  said('setAssignment', { classId: 'c1', assignmentId: 'w1', asked: ASKED }),
  said('setAssignment', { classId: 'c1', assignmentId: 'w1', asked: { ...ASKED, counts: 'received' } }),
  said('withdrawAssignment', { classId: 'c1', assignmentId: 'w1' }),
  said('openSubmission', { classId: 'c1', submissionId: ID }),
  said('returnSubmission', {
    ...{ classId: 'c1', submissionId: ID, base: null, appreciation: { comment: 'Bien.', grade: 14.5, scale: 20 } },
  }),
  said('withdrawDevice', { deviceId: 'd1' }),
]

const BY = { by: 't1', teacher: 'Mme Lopez' }
const RECORDS: Partial<Record<Kind, object>> = {
  access: { cap: 'abcdefghijklmnop' },
  assignment: { ...ASKED, ...BY },
  child: { name: 'Inès Benali', classId: 'c1', colour: 3 },
  classGroup: {
    ...{ name: '6e A', level: '6e', schoolName: 'Les Marronniers', teachers: [{ id: 't1', name: 'Mme Lopez' }] },
  },
  delivery: { packId: 'k1', pupilId: 'p1', version: 1, tier: 'full' },
  device: { label: 'Chrome, Android', enrolledAt: 1, withdrawn: false },
  feedback: { comment: 'Bien.', assignmentId: 'w1', pupilId: 'p1', submissionId: ID, version: ID, ...BY },
  handbookPage: {
    ...{ audience: 'parents', order: 1, title: 'Le premier jour', summary: 'Par où commencer.', updated: '2026-11-20' },
    ...{ sources: [{ title: 'Eduscol', url: 'https://eduscol.education.fr/' }], packId: 'guide-1' },
  },
  pack: {
    ...{ title: 'La Loire', subject: 'history', level: '6e', version: 1, manifest: JSON_FILE, text: JSON_FILE },
    ...{ pages: 3, essentialBytes: 900, fullBytes: 9_000, ...BY },
  },
  person: { role: 'pupil', name: 'Inès Benali', school: { uai: '0340001A', name: 'Les Marronniers' } },
  pupil: { name: 'Inès Benali' },
  receipt: {
    ...{ submissionId: ID, assignmentId: 'w1', pupilId: 'p1', number: '7BZ9-A7BQ', contentHash: HASH },
    ...{ receivedAt: 1_790_000_000_000, keyId: 'k', signature: 's' },
  },
  seal: { manifest: HASH, keyId: 'k', signature: 's' },
  seen: { submissionId: ID, assignmentId: 'w1', pupilId: 'p1', by: 't1', teacher: 'Mme Lopez' },
  submission: {
    ...{
      assignmentId: 'w1',
      pupilId: 'p1',
      classId: 'c1',
      text: 'Voici.',
      photos: [FILE],
      paper: false,
      finishedAt: 5,
    },
  },
}

const RECORD = { kind: 'pupil', id: 'p1', seq: 1, at: 5, body: { name: 'Inès Benali' } }
const REQUESTS: [string, v.GenericSchema, object][] = [
  [
    'enrol',
    EnrolRequest,
    { protocol: 1, token: 'A'.repeat(22), profile: 'p', device: { id: 'd', label: 'Chrome', key: KEY } },
  ],
  [
    'turn',
    TurnRequest,
    { protocol: 1, device: 'd', epoch: null, cursors: { public: 0, 'class:c1': 4 }, mutations: MUTATIONS },
  ],
  ['pieces', MissingRequest, { pieces: [HASH] }],
]
const ANSWERS: [string, v.GenericSchema, object][] = [
  [
    'enrol',
    EnrolAnswer,
    {
      ...{ epoch: 'one', now: 5, account: { id: 'p1', role: 'pupil', name: 'Inès Benali', school: 'Les Marronniers' } },
      feeds: ['account:p1', 'pupil:p1', 'class:c1'],
    },
  ],
  [
    'turn',
    TurnAnswer,
    {
      ...{ protocol: 1, epoch: 'one', now: 5, moved: [{ feed: 'class:c1', head: 4 }], left: ['class:c2'] },
      outcomes: [
        { id: ID, received: 5, records: [{ feed: 'pupil:p1', ...RECORD }] },
        { id: ID, refused: 'notMember' },
        { id: ID, held: 'files' },
        { id: ID, held: 'unknownKind' },
      ],
      feeds: [{ feed: 'desk:c1', upTo: 9, more: false, records: [RECORD, { ...RECORD, body: null }] }],
    },
  ],
  [
    'head',
    Head,
    {
      ...{ epoch: 'one', head: 4, floor: 0, snapshot: { seq: 2, sha256: HASH } },
      ...{ segments: [{ from: 1, to: 2, sha256: HASH }], tail: [RECORD] },
    },
  ],
  ['feed file', FeedFile, { records: [RECORD] }],
  ['keys', Keys, { keys: [{ id: 'k', key: KEY }] }],
  ['keys with the one to seal to', Keys, { keys: [{ id: 'k', key: KEY }], sealTo: { id: 's', key: KEY } }],
  ['pieces', MissingAnswer, { missing: [HASH] }],
  ['pulse', Pulse, { spread: 60, minBuild: '', paused: false, day: null }],
  ['problem', Problem, { problem: 'busy', now: 5, retryAt: 9 }],
  ['parcel', ParcelAnswer, { now: 5, received: 1, refused: 0, held: { files: 0, unknownKind: 0 }, missing: [3] }],
]

describe('an older device is understood', () => {
  it.each(REQUESTS)('its request: %s', (_, schema, message) => {
    expect(v.parse(schema, message)).toEqual(message)
  })

  it.each(MUTATIONS.map((one) => [one.kind, one] as const))('its deed: %s', (_, mutation) => {
    expect(v.parse(Mutation, mutation)).toEqual(mutation)
  })

  it('in all that it could do', () => {
    expect(MUTATIONS.map(({ kind }) => kind).filter((kind) => !MUTATION_KINDS.includes(kind))).toEqual([])
  })
})

describe('an older school is understood', () => {
  it.each(ANSWERS)('its answer: %s', (_, schema, message) => {
    expect(v.parse(schema, message)).toEqual(message)
  })

  it.each(Object.keys(BODIES).filter((kind): kind is Kind => kind in RECORDS))('its record: %s', (kind) => {
    expect(bodyOf(kind, RECORDS[kind])).toEqual(RECORDS[kind])
  })
})

describe('a newer school does not silence a device', () => {
  it.each(ANSWERS)('that says more in its answer: %s', (_, schema, message) => {
    expect(v.parse(schema, { ...message, invented: { later: true } })).toMatchObject(message)
  })

  it('with kinds of records, problems, refusals and reasons to wait that nobody knew', () => {
    const record = { kind: 'inventedLater', id: 'x', seq: 2, at: 5, body: { any: ['thing'] } }
    const outcomes = [
      { id: ID, refused: 'inventedLater' },
      { id: ID, held: 'inventedLater' },
    ]
    const page = { feed: 'desk:c1', upTo: 9, more: false, records: [record] }
    const answer = { protocol: 2, epoch: 'one', now: 5, outcomes, feeds: [page], moved: [], left: [] }
    expect(v.parse(TurnAnswer, answer)).toEqual(answer)
    expect(v.parse(Problem, { problem: 'inventedLater' })).toEqual({ problem: 'inventedLater' })
    expect(bodyOf('pupil', { name: 'Inès Benali', nickname: 'Nénès' })).toEqual({ name: 'Inès Benali' })
  })
})
