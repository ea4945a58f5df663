import * as fs from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FileRef } from '../src/domain/files.ts'
import type { Envelope } from '../src/domain/mutations.ts'
import { feeds } from '../src/domain/records.ts'
import { cutFile } from '../src/packs/cut.ts'
import { makeVersion } from '../src/packs/manifest.ts'
import { digest } from './content/store-parts.ts'
import { ofKind, picture } from './ground.ts'
import { enrolment, openServed, said, type Caller, type Served } from './served.ts'
import type { Disk } from './storage/disk.ts'
import { StorageFull } from './storage/failures.ts'
import type { Storage } from './storage/storage.ts'

/** What has no room left: files, the database, both, or nothing. */
let full = { files: false, database: false }
/** How many bytes still fit although files have no room. */
let room = 0

const noRoom = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
const disk: Disk = {
  ...fs,
  async open(path, flags, mode) {
    const handle = await fs.open(path, flags, mode)
    const write = handle.writeFile.bind(handle)
    handle.writeFile = async (data) => {
      if (full.files && (room -= Buffer.byteLength(data as Uint8Array)) < 0) throw noRoom()
      await write(data)
    }
    return handle
  },
  link: (from, to) => (full.files ? Promise.reject(noRoom()) : fs.link(from, to)),
}
const tight = (storage: Storage): Storage => ({
  ...storage,
  write: (job) => (full.database ? Promise.reject(new StorageFull('no room')) : storage.write(job)),
})

let served: Served
let lina: Caller
let anne: Caller
beforeEach(async () => {
  full = { files: false, database: false }
  room = 0
  served = await openServed(tight, disk)
  lina = await served.signIn(served.ground.people.lina)
  anne = await served.signIn(served.ground.people.anne)
  expect((await served.turn(anne, [setting('a1')]))?.outcomes.map(said)).toEqual(['received'])
})
afterEach(() => served.close())

const asked = { title: 'Lire', subject: 'french' as const, instructions: '', dueAt: 1, minutes: 9 }
function setting(assignmentId: string): Envelope {
  const classId = served.ground.people.sixA.id
  const expects = ['text' as const]
  return served.ground.hand({ kind: 'setAssignment', classId, assignmentId, asked: { ...asked, expects } })
}
function copy(photos: FileRef[] = []): Envelope & { id: string } {
  const classId = served.ground.people.sixA.id
  const words = { assignmentId: 'a1', text: 'Voici.', photos, paper: false, finishedAt: 1 }
  return served.ground.hand({ kind: 'handIn', classId, ...words })
}
const put = (piece: string, body: Uint8Array) =>
  served.ask(`/api/p/${lina.profile}/pieces/${piece}`, { method: 'PUT', as: lina, body })
const own = () => served.ground.records(feeds.pupil(lina.member.id))
const receipts = async () => ofKind(await own(), 'receipt')

test('a turn on a full database is put off, in words and with a time, and loses nothing', async () => {
  const mutation = copy()
  full = { files: false, database: true }
  const body = { protocol: 1, device: lina.device, epoch: 'one', cursors: {}, mutations: [mutation] }
  const heard = await served.ask(`/api/p/${lina.profile}/push`, { method: 'POST', as: lina, body })
  expect([heard.status, heard.problem, heard.headers['retry-after']]).toEqual([507, 'full', '300'])
  expect(await own()).toEqual([])
  expect((await served.turn(lina))?.epoch, 'reading goes on').toBe('one')
  full = { files: false, database: false }
  expect((await served.turn(lina, [mutation, mutation]))?.outcomes.map(said)).toEqual(['received', 'received'])
  expect(ofKind(await own(), 'submission')).toHaveLength(1)
})

test('nobody is half signed in', async () => {
  full = { files: true, database: true }
  const { noe } = served.ground.people
  const enrol = () => served.ask('/api/enrol', { method: 'POST', body: enrolment(noe.card.token, 'noe') })
  expect((await enrol()).status).toBe(507)
  expect((await enrol()).headers['set-cookie']).toBeUndefined()
  full = { files: false, database: false }
  expect((await enrol()).status).toBe(200)
})

test('a piece that finds no room is asked for again, and the receipt comes once all is there', async () => {
  const bytes = picture(700, 4)
  const photo = await cutFile(bytes, 'image/png', digest)
  expect((await served.turn(lina, [copy([photo])]))?.outcomes.map(said)).toEqual(['received'])
  full = { files: true, database: false }
  expect((await put(photo.sha256, bytes)).status).toBe(507)
  room = bytes.length
  expect((await put(photo.sha256, bytes)).status, 'the piece fits, the photo does not').toBe(507)
  expect(await receipts()).toEqual([])
  full = { files: false, database: true }
  expect((await put(photo.sha256, bytes)).status, 'the photo fits, its receipt does not').toBe(507)
  expect(await receipts()).toEqual([])
  full = { files: false, database: false }
  expect((await put(photo.sha256, bytes)).status).toBe(200)
  expect(await receipts()).toHaveLength(1)
  expect((await served.ask(`/api/p/${lina.profile}/files/${photo.sha256}`, { as: lina })).body.equals(bytes)).toBe(true)
})

test('a pack that is committed but not yet public is told to nobody, and is whole when it is told', async () => {
  const { sixA } = served.ground.people
  const facts = { title: 'La Loire', subject: 'history' as const, level: '6e' as const }
  const words = { node: 'paragraph' as const, inline: [{ node: 'text' as const, text: 'Le fleuve.' }] }
  const pages = [{ id: 'source', title: 'La source', blocks: [words] }]
  const made = await makeVersion({ ...facts, pages, files: [] }, digest)
  for (const part of [made.manifest, made.text])
    await served.ground.bring(anne.member.id, part.bytes, 'application/json')
  const files = { manifest: made.manifest.ref, text: made.text.ref, ...made.facts }
  const publish = served.ground.hand({
    kind: 'publishPack',
    classId: sixA.id,
    packId: 'k',
    version: 1,
    ...facts,
    ...files,
  })
  const before = await served.ground.head(sixA.cap)
  const known = await served.turn(lina)
  full = { files: true, database: false }
  const body = { protocol: 1, device: anne.device, epoch: 'one', cursors: {}, mutations: [publish] }
  const push = () => served.ask(`/api/p/${anne.profile}/push`, { method: 'POST', as: anne, body })
  expect((await push()).status).toBe(507)
  expect(await served.ground.head(sixA.cap)).toEqual(before)
  expect((await served.turn(lina))?.moved).toEqual(known?.moved)
  expect((await push()).status, 'and again').toBe(507)
  full = { files: false, database: false }
  expect((await served.turn(anne, [publish]))?.outcomes.map(said)).toEqual(['received'])
  const head = await served.ground.head(sixA.cap)
  expect(head.tail.map(({ kind }) => kind).slice(-2)).toEqual(['pack', 'seal'])
  expect((await served.turn(lina))?.moved).toContainEqual({ feed: feeds.class(sixA.id), head: head.head })
  expect((await served.ask(`/files/${made.text.ref.sha256}.json`)).status).toBe(200)
})
