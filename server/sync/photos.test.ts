import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PIECE_BYTES, type FileRef } from '../../src/domain/files.ts'
import { bodyOf, feeds } from '../../src/domain/records.ts'
import { receiptText, type Receipt } from '../../src/domain/receipts.ts'
import { canonical } from '../../src/domain/submissions.ts'
import { ofKind, openGround, picture, verifies, type Ground } from '../ground.ts'
import { acceptAll } from './accept.ts'
import { settleArrivals } from './arrivals.ts'
import { makeReceipt } from './receipts.ts'

let ground: Ground
beforeEach(async () => {
  ground = await openGround()
  const { anne, sixA } = ground.people
  const asked = {
    title: 'Le plan de la rue',
    subject: 'history' as const,
    instructions: 'Dessine-la.',
    dueAt: 1_791_000_000_000,
    minutes: 30,
    expects: ['photos' as const],
  }
  const setting = ground.hand({ kind: 'setAssignment', classId: sixA.id, assignmentId: 'a1', asked })
  expect(await ground.push(anne, setting)).toMatchObject([{ received: ground.parts.clock() }])
})
afterEach(() => ground.close())

const copyWith = (photos: FileRef[], text = '') =>
  ground.hand({
    kind: 'handIn',
    classId: ground.people.sixA.id,
    assignmentId: 'a1',
    text,
    photos,
    paper: false,
    finishedAt: 7,
  })

/** The receipts that the pupil and the teachers see. */
async function receipts(pupil = ground.people.lina.id) {
  const own = ofKind(await ground.records(feeds.pupil(pupil)), 'receipt')
  const desk = ofKind(await ground.records(feeds.desk(ground.people.sixA.id)), 'receipt')
  return { own: own.map(({ body }) => body), desk: desk.map(({ body }) => body) }
}

const file = (ref: FileRef) => ground.parts.storage.read((view) => view.file(ref.sha256))

test('a copy without photos has its receipt at once, in both feeds, signed by the school', async () => {
  const { lina, sixA } = ground.people
  const copy = copyWith([], 'Rue des Tilleuls.')
  ground.wait(1000)
  const [outcome] = await ground.push(lina, copy)
  expect(outcome).toMatchObject({ id: copy.id, received: ground.parts.clock() })
  const { own, desk } = await receipts()
  expect(own).toHaveLength(1)
  expect(desk).toEqual(own)
  const receipt = bodyOf('receipt', own[0])!
  const submission = bodyOf('submission', ofKind(await ground.records(feeds.desk(sixA.id)), 'submission')[0]?.body)!
  expect(receipt).toMatchObject({ submissionId: copy.id, pupilId: lina.id, receivedAt: ground.parts.clock() })
  expect(receipt.contentHash).toBe(createHash('sha256').update(canonical(submission)).digest('hex'))
  const { published } = ground.parts.keys
  expect(await verifies(published, receipt, receiptText(receipt))).toBe(true)
  expect(await verifies(published, receipt, receiptText({ ...receipt, pupilId: 'noe' }))).toBe(false)
})

test('a copy with photos has its receipt when the last piece is there, once', async () => {
  const { lina, sixA } = ground.people
  const one = picture(PIECE_BYTES + 10, 1)
  const two = picture(500, 2)
  const first = await ground.bring(lina.id, one, 'image/png', 2)
  const second = await ground.bring(lina.id, two, 'image/png', 1)
  const copy = copyWith([first, second])
  expect(await ground.push(lina, copy)).toMatchObject([{ received: ground.parts.clock() }])
  expect(await receipts()).toEqual({ own: [], desk: [] })
  expect(ofKind(await ground.records(feeds.desk(sixA.id)), 'submission')).toHaveLength(1)

  await ground.bring(lina.id, two, 'image/png')
  expect(await receipts()).toEqual({ own: [], desk: [] })
  expect((await file(second))?.feeds, 'what is whole may be looked at').toEqual([
    feeds.desk(sixA.id),
    feeds.pupil(lina.id),
  ])
  await ground.bring(lina.id, one, 'image/png', 1)
  expect(await file(first)).toBeUndefined()
  ground.wait(5000)
  await ground.bring(lina.id, one, 'image/png')
  const { own, desk } = await receipts()
  expect(own).toHaveLength(1)
  expect(desk).toEqual(own)
  expect(own[0]).toMatchObject({ submissionId: copy.id, receivedAt: ground.parts.clock() })
  const head = ground.parts.heads.head(feeds.desk(sixA.id))
  expect(head, 'the teacher hears of it').toBe((await ground.records(feeds.desk(sixA.id))).at(-1)?.seq)

  ground.wait(5000)
  await ground.bring(lina.id, one, 'image/png')
  await settleArrivals(ground.parts, lina.id)
  expect(await receipts()).toEqual({ own, desk })
  expect(ground.parts.heads.head(feeds.desk(sixA.id))).toBe(head)
  expect(await file(first)).toMatchObject({ shared: false })
})

test('photos that came before the copy give the receipt at once', async () => {
  const { lina } = ground.people
  const photo = await ground.bring(lina.id, picture(900, 3), 'image/png')
  const [outcome] = await ground.push(lina, copyWith([photo]))
  const records = outcome && 'received' in outcome ? outcome.records : []
  expect(records.map(({ kind }) => kind)).toEqual(['submission', 'receipt'])
  expect((await receipts()).desk).toHaveLength(1)
  expect(await ground.parts.storage.read((view) => view.awaitedOf(lina.id))).toEqual([])
})

test('a photo that arrives between the look at the disk and the commit is not forgotten', async () => {
  const { lina } = ground.people
  const bytes = picture(900, 4)
  const photo = await ground.bring(lina.id, bytes, 'image/png', 1)
  let looked = false
  ground.parts.files = {
    ...ground.files,
    async assemble(account, file) {
      const state = await ground.files.assemble(account, file)
      if (looked) return state
      looked = true
      await ground.bring(lina.id, bytes, 'image/png')
      return state
    },
  }
  await ground.push(lina, copyWith([photo]))
  expect(looked).toBe(true)
  expect((await receipts()).own).toHaveLength(1)
  expect((await receipts()).desk).toHaveLength(1)
})

test('the two last pieces at the same moment make one receipt', async () => {
  const { lina, sixA } = ground.people
  const bytes = [picture(900, 5), picture(900, 6)]
  const photos = await Promise.all(bytes.map((one) => ground.bring(lina.id, one, 'image/png', 1)))
  await ground.push(lina, copyWith(photos))
  const before = ground.parts.heads.head(feeds.desk(sixA.id))
  await Promise.all(bytes.map((one) => ground.bring(lina.id, one, 'image/png')))
  expect((await receipts()).desk).toHaveLength(1)
  expect(ground.parts.heads.head(feeds.desk(sixA.id))).toBe(before + 1)
})

test("somebody else's photo is no proof: the receipt waits for the pupil's own", async () => {
  const { lina, noe } = ground.people
  const bytes = picture(900, 7)
  const photo = await ground.bring(lina.id, bytes, 'image/png')
  await ground.push(noe, copyWith([photo]))
  expect((await receipts(noe.id)).own).toEqual([])
  expect((await file(photo))?.feeds ?? []).not.toContain(feeds.pupil(noe.id))
  await ground.bring(noe.id, bytes, 'image/png')
  expect((await receipts(noe.id)).own).toHaveLength(1)
})

test('a revision waits for its own photos; the first one keeps its receipt', async () => {
  const { lina } = ground.people
  const first = copyWith([], 'Sans dessin.')
  const bytes = picture(900, 8)
  const photo = await ground.bring(lina.id, bytes, 'image/png', 1)
  const second = copyWith([photo], 'Avec dessin.')
  await ground.push(lina, first, second)
  expect((await receipts()).own).toMatchObject([{ submissionId: first.id }])
  await ground.bring(lina.id, bytes, 'image/png')
  expect((await receipts()).own).toMatchObject([{ submissionId: first.id }, { submissionId: second.id }])
})

test('a copy that is read, then given back, refuses more', async () => {
  const { anne, lina, karim, sixA } = ground.people
  const copy = copyWith([], 'Rue des Tilleuls.')
  await ground.push(lina, copy)
  const open = () => ground.hand({ kind: 'openSubmission', classId: sixA.id, submissionId: copy.id })
  const back = (base: string | null) =>
    ground.hand({
      kind: 'returnSubmission',
      classId: sixA.id,
      submissionId: copy.id,
      base,
      appreciation: { comment: 'Bien.' },
    })
  expect(await ground.push(karim, open(), back(null))).toMatchObject([
    { refused: 'notMember' },
    { refused: 'notMember' },
  ])
  await ground.push(anne, open())
  const head = ground.parts.heads.head(feeds.pupil(lina.id))
  await ground.push(anne, open())
  expect(ground.parts.heads.head(feeds.pupil(lina.id)), 'seen is said once').toBe(head)
  const first = back(null)
  await ground.push(anne, first)
  expect(await ground.push(anne, back(null))).toMatchObject([{ refused: 'conflict' }])
  expect(await ground.push(anne, back(copy.id))).toMatchObject([{ refused: 'conflict' }])
  expect(await ground.push(anne, back(first.id))).toMatchObject([{ received: ground.parts.clock() }])
  expect(await ground.push(lina, copyWith([], 'Encore.'))).toMatchObject([{ refused: 'alreadyReturned' }])
})

/** What the school gave for this copy before it was put back to an older copy of itself, `ago` milliseconds before now. */
function gaveBefore(copy: ReturnType<typeof copyWith>, ago = 3_600_000): Receipt {
  const { id, classId, assignmentId, text, photos, paper, finishedAt } = copy
  const said = { pupilId: ground.people.lina.id, classId, assignmentId, text, photos, paper, finishedAt }
  return makeReceipt(ground.parts.keys, id, said, ground.parts.clock() - ago)
}

const pushAgain = (copy: ReturnType<typeof copyWith>, ...given: Receipt[]) =>
  acceptAll(ground.parts, ground.actor(ground.people.lina), 'lina-phone', [copy], given)

test('a copy that the school had and lost was received when its receipt says', async () => {
  const copy = copyWith([], 'Rue des Tilleuls.')
  const given = gaveBefore(copy)
  expect(await pushAgain(copy, given)).toMatchObject([{ received: given.receivedAt }])
  const { own, desk } = await receipts()
  const { number, contentHash, receivedAt } = given
  expect([...own, ...desk]).toMatchObject([given, given].map(() => ({ number, contentHash, receivedAt })))
  const shown = ofKind(await ground.records(feeds.desk(ground.people.sixA.id)), 'submission')
  expect(shown).toMatchObject([{ at: given.receivedAt }])
})

test('and so it was when its photos are still to come again', async () => {
  const { lina } = ground.people
  const drawing = picture(500, 3)
  const copy = copyWith([await ground.bring(lina.id, drawing, 'image/png', 1)])
  const given = gaveBefore(copy)
  await pushAgain(copy, given)
  expect(await receipts()).toEqual({ own: [], desk: [] })
  ground.wait(60_000)
  await ground.bring(lina.id, drawing, 'image/png')
  expect((await receipts()).own).toMatchObject([{ receivedAt: given.receivedAt, number: given.number }])
})

test('a receipt for other words, of another copy, or that the school did not sign, says nothing', async () => {
  type Copy = ReturnType<typeof copyWith>
  const lies: ((copy: Copy, given: Receipt) => Receipt)[] = [
    (_, given) => ({ ...given, receivedAt: given.receivedAt - 1 }),
    (copy, given) => ({ ...gaveBefore({ ...copy, text: 'Rue des Ormes.' }), signature: given.signature }),
    (copy) => gaveBefore({ ...copy, text: 'Rue des Ormes.' }),
    (copy) => gaveBefore({ ...copy, finishedAt: 8 }),
    () => gaveBefore(copyWith([], 'Rue des Tilleuls.')),
    (copy) => ({ ...gaveBefore(copyWith([], 'Rue des Tilleuls.')), submissionId: copy.id }),
    (_, given) => ({ ...given, signature: '' }),
    (_, given) => ({ ...given, signature: 'AAAA' }),
    (_, given) => ({ ...given, keyId: 'another' }),
  ]
  for (const [at, lie] of lies.entries()) {
    const copy = copyWith([], 'Rue des Tilleuls.')
    const now = ground.parts.clock()
    expect([at, await pushAgain(copy, lie(copy, gaveBefore(copy)))]).toMatchObject([at, [{ received: now }]])
  }
})
