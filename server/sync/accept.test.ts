import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Envelope } from '../../src/domain/mutations.ts'
import { bodyOf, feeds } from '../../src/domain/records.ts'
import type { Storage } from '../storage/storage.ts'
import { ofKind, openGround, type Ground } from '../ground.ts'
import { takeTurn } from './turn.ts'

/** When set, the next write runs its job and then fails, as a disk does at COMMIT. */
let failing = false
let ground: Ground

function failOnce(storage: Storage): Storage {
  return {
    ...storage,
    write: (job) =>
      storage.write(async (work) => {
        const done = await job(work)
        if (!failing) return done
        failing = false
        throw new Error('the disk refused')
      }),
  }
}

beforeEach(async () => {
  failing = false
  ground = await openGround(failOnce)
})
afterEach(() => ground.close())

const asked = (title = 'Lire la Loire') => ({
  title,
  subject: 'french' as const,
  instructions: 'Deux lignes.',
  dueAt: 1_791_000_000_000,
  minutes: 20,
  expects: ['text' as const],
})

const setting = (assignmentId: string, classId = ground.people.sixA.id) =>
  ground.hand({ kind: 'setAssignment', classId, assignmentId, asked: asked() })

const copyOf = (assignmentId: string, text = 'La Loire.', classId = ground.people.sixA.id) =>
  ground.hand({ kind: 'handIn', classId, assignmentId, text, photos: [], paper: false, finishedAt: 1 })

async function handedIn(): Promise<Envelope & { id: string }> {
  const { anne, lina } = ground.people
  await ground.push(anne, setting('a1'))
  const copy = copyOf('a1')
  await ground.push(lina, copy)
  return copy
}

test('the same mutation again gets the stored outcome and changes nothing', async () => {
  const { anne, lina, sixA } = ground.people
  await ground.push(anne, setting('a1'))
  const copy = copyOf('a1')
  const first = await ground.push(lina, copy)
  const before = await ground.records(feeds.desk(sixA.id))
  ground.wait(60_000)
  expect(await ground.push(lina, copy)).toEqual(first)
  // However its fields are ordered: a device may write them again.
  expect(await ground.push(lina, Object.fromEntries(Object.entries(copy).reverse()) as Envelope)).toEqual(first)
  expect(await ground.push(lina, copy, copy)).toEqual([...first, ...first])
  expect(await ground.records(feeds.desk(sixA.id))).toEqual(before)
  expect(ofKind(before, 'submission')).toHaveLength(1)
})

test('the same mutation twice in one push, or in two at once, counts once', async () => {
  const { anne, lina, sixA } = ground.people
  await ground.push(anne, setting('a1'))
  const copy = copyOf('a1')
  const [[one, two], [three]] = await Promise.all([ground.push(lina, copy, copy), ground.push(lina, copy)])
  expect(one).toMatchObject({ id: copy.id, received: ground.parts.clock() })
  expect([two, three]).toEqual([one, one])
  const desk = await ground.records(feeds.desk(sixA.id))
  expect(ofKind(desk, 'submission')).toHaveLength(1)
  expect(desk.at(-1)?.seq).toBe(ground.parts.heads.head(feeds.desk(sixA.id)))
  expect(new Set(desk.map(({ seq }) => seq)).size).toBe(desk.at(-1)?.seq)
})

test('an id serves once: other content under it is refused, from whoever it comes', async () => {
  const { lina, noe } = ground.people
  const copy = await handedIn()
  const refused = [{ id: copy.id, refused: 'reusedId' }]
  expect(await ground.push(lina, { ...copy, text: 'Le Rhône.' })).toEqual(refused)
  expect(await ground.push(noe, { ...copy, text: 'Le Rhône.' })).toEqual(refused)
  // Word for word the same, but another person's: what the first was told is not theirs to read.
  expect(await ground.push(noe, copy)).toEqual(refused)
  expect(ofKind(await ground.records(feeds.pupil(noe.id)), 'submission')).toEqual([])
  expect(bodyOf('submission', ofKind(await ground.records(feeds.pupil(lina.id)), 'submission')[0]?.body)?.text).toBe(
    'La Loire.',
  )
  const stored = await ground.parts.storage.read((view) => view.outcome(copy.id))
  expect(stored).toMatchObject({ account: lina.id, outcome: { received: expect.any(Number) as number } })
})

test('what is no mutation of its kind is refused for good', async () => {
  const { anne, lina } = ground.people
  await ground.push(anne, setting('a1'))
  const wrong: Envelope = { ...copyOf('a1'), text: 12 }
  const first = await ground.push(lina, wrong)
  expect(first).toEqual([{ id: wrong.id, refused: 'malformed' }])
  expect(await ground.parts.storage.read((view) => view.outcome(wrong.id))).toMatchObject({ outcome: first[0]! })
  expect(await ground.push(lina, wrong)).toEqual(first)
  expect(await ground.push(lina, { ...wrong, text: 'Mended.' })).toEqual([{ id: wrong.id, refused: 'reusedId' }])
})

test('what a newer device can do and this school cannot yet is held, and keeps its id', async () => {
  const { lina } = ground.people
  const newer: Envelope = { ...copyOf('a1'), kind: 'borrowBook' }
  expect(await ground.push(lina, newer)).toEqual([{ id: newer.id, held: 'unknownKind' }])
  expect(await ground.parts.storage.read((view) => view.outcome(newer.id))).toBeUndefined()
})

test("a mutation under somebody else's device is refused, and its id stays its owner's", async () => {
  const { anne, lina } = ground.people
  await ground.push(anne, setting('a1'))
  const copy = copyOf('a1')
  const taker = { actor: ground.actor(lina), device: 'lina-phone' }
  const request = { protocol: 1, epoch: 'one', cursors: {}, mutations: [copy] }
  const answer = await takeTurn(ground.parts, taker, { ...request, device: 'noe-phone' })
  expect(answer).toMatchObject({ outcomes: [{ id: copy.id, refused: 'foreignDevice' }] })
  expect(await ground.parts.storage.read((view) => view.outcome(copy.id))).toBeUndefined()
  const own = await takeTurn(ground.parts, taker, { ...request, device: 'lina-phone' })
  expect(own).toMatchObject({ outcomes: [{ id: copy.id, received: ground.parts.clock() }] })
})

test('of twenty mutations one refused in the middle leaves the others alone, in order', async () => {
  const { anne, sixA } = ground.people
  const before = ground.parts.heads.head(feeds.class(sixA.id))
  const all: Envelope[] = Array.from({ length: 20 }, (_, at) => setting(`a${at}`))
  all[9] = setting('a9', ground.people.sixB.id)
  const outcomes = await ground.push(anne, ...all)
  expect(outcomes.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
  expect(outcomes.filter((outcome) => 'received' in outcome)).toHaveLength(19)
  expect(outcomes[9]).toEqual({ id: all[9].id, refused: 'notMember' })
  const set = ofKind(await ground.records(feeds.class(sixA.id)), 'assignment')
  expect(set.map(({ id, seq }) => [id, seq - before])).toEqual(
    all.filter((_, at) => at !== 9).map((one, at) => [one['assignmentId'], at + 1]),
  )
  expect(ground.parts.heads.head(feeds.class(sixA.id))).toBe(before + 19)
})

test('what follows in the same push sees what came before it', async () => {
  const { anne, lina } = ground.people
  const copy = await handedIn()
  const back = (base: string | null, comment: string) =>
    ground.hand({
      kind: 'returnSubmission',
      classId: ground.people.sixA.id,
      submissionId: copy.id,
      base,
      appreciation: { comment },
    })
  const first = back(null, 'Bien.')
  const outcomes = await ground.push(anne, first, back(null, 'Non.'), back(first.id, 'Très bien.'))
  expect(outcomes.map((outcome) => ('refused' in outcome ? outcome.refused : 'received'))).toEqual([
    'received',
    'conflict',
    'received',
  ])
  expect(ofKind(await ground.records(feeds.pupil(lina.id)), 'feedback')).toMatchObject([
    { body: { comment: 'Très bien.' } },
  ])
  expect(await ground.push(lina, copyOf('a1', 'Encore.'))).toMatchObject([{ refused: 'alreadyReturned' }])
})

test('only pupils of the class hand in', async () => {
  const { anne, claire, sami, lina } = ground.people
  await ground.push(anne, setting('a1'))
  expect(await ground.push(sami, copyOf('a1'))).toMatchObject([{ refused: 'notMember' }])
  expect(await ground.push(claire, copyOf('a1'))).toMatchObject([{ refused: 'notAllowed' }])
  expect(await ground.push(anne, copyOf('a1'))).toMatchObject([{ refused: 'notAllowed' }])
  expect(await ground.push(lina, copyOf('a2'))).toMatchObject([{ refused: 'unknownAssignment' }])
  expect(ofKind(await ground.records(feeds.desk(ground.people.sixA.id)), 'submission')).toEqual([])
})

test('an outcome brings the records that the asker may read, and no others', async () => {
  const { anne, lina } = ground.people
  await ground.push(anne, setting('a1'))
  const [outcome] = await ground.push(lina, copyOf('a1'))
  const records = outcome && 'received' in outcome ? outcome.records : []
  expect(records.map(({ feed, kind }) => [feed, kind])).toEqual([
    [feeds.pupil(lina.id), 'submission'],
    [feeds.pupil(lina.id), 'receipt'],
  ])
})

test('a commit that fails leaves nothing behind, and the same again succeeds', async () => {
  const { anne, lina, sixA } = ground.people
  await ground.push(anne, setting('a1'))
  const desk = feeds.desk(sixA.id)
  const before = { records: await ground.records(desk), head: ground.parts.heads.head(desk) }
  const copy = copyOf('a1')
  failing = true
  await expect(ground.push(lina, copy)).rejects.toThrow('the disk refused')
  expect({ records: await ground.records(desk), head: ground.parts.heads.head(desk) }).toEqual(before)
  expect(await ground.parts.storage.read((view) => view.outcome(copy.id))).toBeUndefined()
  expect(await ground.push(lina, copy)).toMatchObject([{ received: ground.parts.clock() }])
  expect(ground.parts.heads.head(desk)).toBe(before.head + 2)
})

test('when one commit of a push fails, what its neighbours did is announced', async () => {
  const { anne, sixA } = ground.people
  const before = ground.parts.heads.head(feeds.class(sixA.id))
  const all = [setting('a1'), setting('a2'), setting('a3')]
  failing = true
  await expect(ground.push(anne, ...all)).rejects.toThrow('the disk refused')
  expect(await ground.push(anne, ...all)).toMatchObject(all.map(({ id }) => ({ id, received: ground.parts.clock() })))
  expect(ground.parts.heads.head(feeds.class(sixA.id))).toBe(before + 3)
})

test('when the files of a feed could not be written, whoever repeats makes them written', async () => {
  const { anne, sixA } = ground.people
  const feed = feeds.class(sixA.id)
  const before = ground.parts.heads.head(feed)
  const one = setting('a1')
  ground.refuseFeeds(true)
  await expect(ground.push(anne, one)).rejects.toThrow()
  expect(ground.parts.heads.head(feed), 'no head ahead of its files').toBe(before)
  await expect(ground.push(anne, one)).rejects.toThrow()
  ground.refuseFeeds(false)
  expect(await ground.push(anne, one)).toMatchObject([{ id: one.id, received: ground.parts.clock() }])
  expect(ground.parts.heads.head(feed)).toBe(before + 1)
  expect(await ground.head(sixA.cap)).toMatchObject({ head: before + 1 })
})
