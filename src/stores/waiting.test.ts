// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onPage, startBag } from '../../e2e/bag.ts'
import { asked, group, receipt, satchel, type Satchel } from '../../e2e/satchel.ts'
import { sha256 } from '../device/hash.ts'
import { PIECE_BYTES, type FileRef } from '../domain/files.ts'
import { keepFile, perform } from './doing.ts'
import { useDraft } from './drafts.ts'
import type { Engine } from './engine.ts'
import { enterProfile } from './profiles.ts'
import { useOutbox } from './waiting.ts'

let engine: Engine

beforeEach(() => {
  engine = startBag()
})
afterEach(() => enterProfile(null))

async function lina(): Promise<Satchel> {
  const s = await satchel('pupil', 'lina', 'Lina Petit', ['pupil:lina', 'class:c1'], engine.profile('p1'))
  await s.tell(s.record('class:c1', 'classGroup', 'c1', group('6e B')))
  await s.tell(s.record('class:c1', 'assignment', 'a1', asked('Fractions')))
  enterProfile('p1')
  return s
}

const handIn = (s: Satchel, text = 'Trois quarts', photos: FileRef[] = []) =>
  s.deed({
    kind: 'handIn',
    classId: 'c1',
    assignmentId: 'a1',
    text,
    photos,
    paper: false,
    finishedAt: s.clock.at,
  })

async function photoOf(bytes: number, fill: number): Promise<FileRef> {
  const ref = await keepFile(new Uint8Array(bytes).fill(fill).buffer, 'image/jpeg')
  if ('refused' in ref) throw new Error(ref.refused)
  return ref
}

const outbox = () => onPage(() => useOutbox())

describe('what waits', () => {
  it('says what each thing is about, whose class, since when and why; refused ones last', async () => {
    const s = await lina()
    const first = await handIn(s)
    const at = s.clock.at
    s.clock.at += 60_000
    const second = await handIn(s)
    await s.refuse(first, 'alreadyReturned')
    await s.hold(second, 'unknownKind')
    const page = outbox()
    await vi.waitFor(() =>
      expect(page.entries.value).toMatchObject([
        { id: second, state: 'held', reason: 'unknownKind', about: 'Fractions', className: '6e B' },
        { id: first, state: 'refused', reason: 'alreadyReturned', at, files: null },
      ]),
    )
  })

  it('puts a refused thing away and takes it out again; the file holds it either way', async () => {
    const s = await lina()
    const id = await handIn(s)
    await s.refuse(id, 'alreadyReturned')
    const page = outbox()
    await vi.waitFor(() => expect(page.entries.value).toMatchObject([{ id, putAway: false }]))
    await page.putAway(id, true)
    await page.putAway(id, true)
    await vi.waitFor(() => expect(page.entries.value).toMatchObject([{ id, state: 'refused', putAway: true }]))
    expect(await (await page.exportWork()).text()).toContain('Trois quarts')
    await page.putAway(id, false)
    await vi.waitFor(() => expect(page.entries.value).toMatchObject([{ id, putAway: false }]))
  })

  it('keeps a copy in sight while its photos are on the way, and lets it go with the last one', async () => {
    const s = await lina()
    const photos = [await photoOf(PIECE_BYTES + 7, 1), await photoOf(9, 2)]
    const id = await handIn(s, 'oui', photos)
    const page = outbox()
    const total = PIECE_BYTES + 16
    await vi.waitFor(() =>
      expect(page.entries.value).toMatchObject([{ id, received: false, files: { sent: 0, total } }]),
    )
    await s.take(id)
    await s.db.uploads.update(photos[0]!.sha256, { sent: 2, done: true })
    await vi.waitFor(() =>
      expect(page.entries.value).toMatchObject([
        { id, state: 'waiting', received: true, files: { sent: PIECE_BYTES + 7, total } },
      ]),
    )
    await s.db.uploads.update(photos[1]!.sha256, { trouble: 'damaged' })
    await vi.waitFor(() => expect(page.entries.value).toMatchObject([{ id, state: 'held', reason: 'damaged' }]))
    await s.db.uploads.update(photos[1]!.sha256, { sent: 1, done: true })
    await vi.waitFor(() => expect(page.entries.value).toEqual([]))
  })

  it('names the pupil whose copy a teacher opened or returned, and what is being withdrawn', async () => {
    const s = await satchel('teacher', 't1', 'Mme Lopez', ['class:c1', 'desk:c1'], engine.profile('p1'))
    const copy = '01789000-0000-7000-8000-000000000001'
    await s.tell(
      s.record('class:c1', 'assignment', 'a1', asked('Fractions')),
      s.record('desk:c1', 'pupil', 'lina', { name: 'Lina Petit' }),
      s.record('desk:c1', 'submission', copy, {
        assignmentId: 'a1',
        pupilId: 'lina',
        classId: 'c1',
        text: 'oui',
        photos: [],
        paper: false,
        finishedAt: 1,
      }),
    )
    enterProfile('p1')
    await perform({ kind: 'openSubmission', classId: 'c1', submissionId: copy })
    await perform({ kind: 'withdrawAssignment', classId: 'c1', assignmentId: 'a1' })
    const page = outbox()
    await vi.waitFor(() => expect(page.entries.value?.map(({ about }) => about)).toEqual(['Lina Petit', 'Fractions']))
  })
})

const Exported = v.object({
  format: v.literal('cartable rescue 1'),
  exportedAt: v.string(),
  person: v.nullable(v.object({ name: v.string() })),
  entries: v.array(
    v.object({
      state: v.string(),
      about: v.nullable(v.string()),
      mutation: v.looseObject({}),
    }),
  ),
  drafts: v.array(v.object({ key: v.string(), value: v.unknown() })),
  packDrafts: v.array(v.object({ title: v.string() })),
  files: v.array(v.object({ name: v.string(), type: v.string(), bytes: v.number(), base64: v.string() })),
})

async function exported() {
  const file = await outbox().exportWork()
  return { file, told: v.parse(Exported, JSON.parse(await file.text())) }
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

describe('the file of all that the school does not have', () => {
  it('holds what waits, what was refused, drafts, packs in the making and their bytes, and nothing that the school has', async () => {
    const s = await lina()
    const sent = await photoOf(5, 5)
    const done = await handIn(s, 'arrivé', [sent])
    await s.take(done, s.record('pupil:lina', 'receipt', done, receipt(done, 'a1', 'lina', 1)))
    await s.db.uploads.update(sent.sha256, { sent: 1, done: true })
    const waiting = await photoOf(70_000, 1)
    await handIn(s, 'en attente', [waiting])
    const refused = await photoOf(3, 2)
    await s.refuse(await handIn(s, 'refusé', [refused]), 'alreadyReturned')
    const drawn = await photoOf(4, 3)
    await s.db.drafts.put({ key: 'copy c1 a2', value: { text: 'brouillon', photos: [drawn] }, updatedAt: 1 })
    const picture = await photoOf(2, 4)
    await s.db.packDrafts.put({
      id: 'k1',
      title: 'Mon cours',
      subject: 'maths',
      level: '6e',
      pages: [],
      files: [{ ...picture, tier: 'essential', name: 'a.jpg' }],
      report: [],
      createdAt: 1,
      updatedAt: 1,
    })
    await photoOf(6, 6)
    const { file, told } = await exported()
    expect(told.entries.map(({ state, mutation }) => [state, mutation['text']])).toEqual([
      ['waiting', 'en attente'],
      ['refused', 'refusé'],
    ])
    expect(told.drafts.map(({ key }) => key)).toEqual(['copy c1 a2'])
    expect(told.packDrafts).toEqual([{ title: 'Mon cours' }])
    const names = [waiting, refused, drawn, picture].map((ref) => `${ref.sha256}.jpg`)
    expect(new Set(told.files.map(({ name }) => name))).toEqual(new Set(names))
    for (const { name, base64, bytes } of told.files) {
      expect(`${await sha256(bytesOf(base64))}.jpg`).toBe(name)
      expect(bytesOf(base64).length).toBe(bytes)
    }
    expect(file.name).toMatch(/^Cartable - Lina Petit - \d{4}-\d\d-\d\d \d\dh\d\d\.json$/)
    expect(file.type).toBe('application/json')
  })

  it('holds the pictures of a pack that waits to be published, which its mutation does not name', async () => {
    const s = await satchel('teacher', 't1', 'Mme Lopez', ['class:c1', 'desk:c1'], engine.profile('p1'))
    enterProfile('p1')
    const [manifest, text, picture] = [await photoOf(1, 1), await photoOf(1, 2), await photoOf(1, 3)]
    const facts = {
      title: 'Fractions',
      subject: 'maths',
      level: '6e',
      pages: 1,
      essentialBytes: 2,
      fullBytes: 3,
    } as const
    const wish = { kind: 'publishPack', classId: 'c1', packId: 'k1', version: 1, manifest, text, ...facts } as const
    await s.deed(wish, [{ ref: picture }])
    const { told } = await exported()
    expect(told.files.map(({ name }) => name)).toContain(`${picture.sha256}.jpg`)
  })

  it('is still a file when there is nothing', async () => {
    await lina()
    expect((await exported()).told).toMatchObject({ entries: [], drafts: [], packDrafts: [], files: [] })
  })

  it('holds the words that a full device could not keep, over those that it kept before', async () => {
    const s = await lina()
    await s.db.drafts.put({ key: 'note', value: 'avant', updatedAt: 1 })
    const check = (value: unknown) => (typeof value === 'string' ? value : undefined)
    const draft = onPage(() => useDraft('note', () => '', check))
    await vi.waitFor(() => expect(draft.value.value).toBe('avant'))
    s.db.drafts.hook('updating', () => {
      throw new DOMException('no room', 'QuotaExceededError')
    })
    draft.value.value = 'après'
    await draft.save()
    expect(draft.trouble.value).toBe('deviceFull')
    expect((await exported()).told.drafts).toEqual([{ key: 'note', value: 'après' }])
    draft.leave()
  })

  it('holds at least what is in memory when nothing of the device can be read', async () => {
    const s = await lina()
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    const check = (value: unknown) => (typeof value === 'string' ? value : undefined)
    const draft = onPage(() => useDraft('lost', () => '', check))
    await vi.waitFor(() => expect(draft.ready.value).toBe(true))
    s.db.close({ disableAutoOpen: true })
    draft.value.value = 'tout de même'
    await draft.save()
    expect(draft.trouble.value).toBe('deviceBroken')
    expect((await exported()).told.drafts).toEqual([{ key: 'lost', value: 'tout de même' }])
    draft.leave()
    warn.mockRestore()
  })
})
