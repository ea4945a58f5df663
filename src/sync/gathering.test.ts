import 'fake-indexeddb/auto'
import { beforeEach, expect, it } from 'vitest'
import { noise } from '../../e2e/mirror.ts'
import { FilesDb } from '../db/files.ts'
import { ProfileDb } from '../db/profile.ts'
import { sha256 } from '../device/hash.ts'
import type { Answers } from '../domain/answers.ts'
import { PIECE_BYTES, type FileRef } from '../domain/files.ts'
import { readWhole } from './held.ts'
import { gatherCopies, type Gathering } from './gathering.ts'

let devices = 0
let seq = 0
let g: Gathering
let db: ProfileDb
const school = {
  photos: new Map<string, ArrayBuffer>(),
  texts: new Map<string, ArrayBuffer>(),
  asked: [] as string[],
  up: true,
}

beforeEach(() => {
  devices += 1
  db = new ProfileDb(`photos-${devices}`)
  Object.assign(school, { photos: new Map(), texts: new Map(), asked: [], up: true })
  g = {
    ...{ profile: 'p1', db, files: new FilesDb(`photos-files-${devices}`) },
    ...{ now: () => 1_000, stays: () => Promise.resolve(true), room: () => Promise.resolve(null) },
    http: {
      file(address) {
        const name = address.slice('/files/'.length, -'.json'.length)
        school.asked.push(name)
        const bytes = school.texts.get(name)
        if (!school.up) return Promise.resolve('offline')
        const body = bytes && new Response(bytes).body
        return Promise.resolve(body ? { from: 0, body } : { problem: 'notFound' })
      },
      privateFile(_profile, name) {
        school.asked.push(name)
        if (!school.up) return Promise.resolve('offline')
        return Promise.resolve(school.photos.get(name) ?? { problem: 'notFound' })
      },
    },
  }
})

async function photo(bytes = 200_000): Promise<FileRef> {
  const all = noise(++seq, bytes)
  const pieces: string[] = []
  for (let at = 0; at < bytes; at += PIECE_BYTES) pieces.push(await sha256(all.slice(at, at + PIECE_BYTES)))
  const ref: FileRef = { sha256: await sha256(all), bytes, type: 'image/jpeg', pieces }
  school.photos.set(ref.sha256, all.buffer)
  return ref
}

const record = (kind: string, id: string, body: object) =>
  db.records.put({ feed: 'desk:c1', kind, id, seq: ++seq, at: seq, body: { ...body } })

/** The words of a version of a pack, and an answer to an exercise in them. */
async function answersTo(words: string): Promise<Answers> {
  const bytes = new TextEncoder().encode(words)
  const hash = await sha256(bytes)
  school.texts.set(hash, bytes.buffer)
  return {
    packId: 'pack',
    texts: [{ sha256: hash, bytes: bytes.length, type: 'application/json', pieces: [hash] }],
    answers: [{ exercise: 'x', given: { kind: 'truth', says: true }, tries: 1, text: 0 }],
  }
}

/** A copy on the desk, its receipt with it unless photos are still on their way. */
async function copy(pupilId: string, photos: FileRef[], receipt = true, answers?: Answers): Promise<string> {
  const id = `01890000-0000-7000-8000-${String(++seq).padStart(12, '0')}`
  const about = { assignmentId: 'a1', pupilId }
  await record('submission', id, {
    ...about,
    classId: 'c1',
    text: '',
    photos,
    paper: false,
    finishedAt: 1,
    ...(answers && { answers }),
  })
  const signed = { contentHash: 'a'.repeat(64), receivedAt: 1, keyId: 'k', signature: 's' }
  if (receipt) await record('receipt', id, { submissionId: id, ...about, number: 'ABCD-1234', ...signed })
  return id
}

const here = async (ref: FileRef) => (await readWhole(g.files, ref.sha256)) !== undefined

it('brings the photos of copies to return, once, the longest waiting first', async () => {
  const [first, second] = [await photo(), await photo(300_000)]
  await copy('lea', [first])
  await copy('noah', [second])
  expect(await gatherCopies(g)).toBe('done')
  expect([await here(first), await here(second)]).toEqual([true, true])
  await gatherCopies(g)
  expect(school.asked).toEqual([first.sha256, second.sha256])
})

it('asks for none whose photos are still on their way', async () => {
  await copy('lea', [await photo()], false)
  await gatherCopies(g)
  expect(school.asked).toEqual([])
})

it('lets go of those of a copy that was returned, and of no other', async () => {
  const [first, second] = [await photo(), await photo()]
  const id = await copy('lea', [first])
  await copy('noah', [second])
  await gatherCopies(g)
  const said = { comment: 'Bien', assignmentId: 'a1', pupilId: 'lea', submissionId: id, version: id }
  await record('feedback', 'a1:lea', { ...said, by: 't', teacher: 'Mme Lopez' })
  await gatherCopies(g)
  expect([await here(first), await here(second)]).toEqual([false, true])
  expect(await g.files.pieces.count()).toBe(second.pieces.length)
})

it('keeps nothing damaged or absent, and lets neither hold the others up', async () => {
  const [damaged, gone, fine] = [await photo(), await photo(), await photo()]
  school.photos.set(damaged.sha256, new ArrayBuffer(damaged.bytes))
  school.photos.delete(gone.sha256)
  await copy('lea', [damaged, gone])
  await copy('noah', [fine])
  expect(await gatherCopies(g)).toBe('done')
  expect([await here(damaged), await here(gone), await here(fine)]).toEqual([false, false, true])
})

it('stops with the line, and where room is kept for work', async () => {
  const one = await photo()
  await copy('lea', [one])
  school.up = false
  expect(await gatherCopies(g)).toBe('offline')
  school.up = true
  g.room = () => Promise.resolve({ used: 950_000, quota: 1_000_000 })
  expect(await gatherCopies(g)).toBe('done')
  expect(school.asked).toHaveLength(1)
  g.room = () => Promise.resolve({ used: 0, quota: 1_000_000 })
  await gatherCopies(g)
  expect(await here(one)).toBe(true)
})

it('brings the words that exercises were answered in, once for all copies, and keeps them with returned ones', async () => {
  const [old, now] = [await answersTo('first version'), await answersTo('second version')]
  await copy('lea', [], true, old)
  await copy('noah', [], true, now)
  await copy('ines', [], false, now)
  await record('feedback', 'a1:lea', {
    ...{ assignmentId: 'a1', pupilId: 'lea', comment: 'Bien', version: '01890000-0000-7000-8000-000000000000' },
    ...{ submissionId: '01890000-0000-7000-8000-000000000001', by: 't', teacher: 'T' },
  })
  expect(await gatherCopies(g)).toBe('done')
  const texts = [...old.texts, ...now.texts]
  expect(school.asked.toSorted()).toEqual(texts.map(({ sha256: name }) => name).toSorted())
  expect(await Promise.all(texts.map(here))).toEqual([true, true])
})

it('does not keep words that are not what was answered', async () => {
  const answers = await answersTo('true words')
  const [text] = answers.texts
  if (!text) throw new Error('no text')
  school.texts.set(text.sha256, new TextEncoder().encode('other words').buffer)
  await copy('lea', [], true, answers)
  expect(await gatherCopies(g)).toBe('done')
  expect(await here(text)).toBe(false)
})
