import { createHash, randomBytes } from 'node:crypto'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as v from 'valibot'
import { startSchool, type School } from '../e2e/school.ts'
import { fileAddress, type FileRef } from '../src/domain/files.ts'
import { uuid7 } from '../src/domain/ids.ts'
import type { Envelope, Wish } from '../src/domain/mutations.ts'
import { bodyOf, feeds, type FeedRecord } from '../src/domain/records.ts'
import { cutFile } from '../src/packs/cut.ts'
import { makeVersion } from '../src/packs/manifest.ts'
import { EnrolAnswer } from '../src/protocol/enrol.ts'
import type { Outcome } from '../src/protocol/outcome.ts'
import { TurnAnswer } from '../src/protocol/turn.ts'
import { digest } from './content/store-parts.ts'
import { Reader, readHead } from './feeds/reader.ts'
import { picture } from './ground.ts'
import { enrolment } from './served.ts'

/**
 * G2 and G3 (guarantees.md) with the real process: killed in the middle of pushes, uploads and publishing, again and again. What was answered is there
 * after each start; what was not is asked again; nothing is there twice.
 */
const ROUNDS = 3
let school: School

beforeAll(async () => {
  school = await startSchool()
}, 60_000)
afterAll(() => school.remove())

type Device = { account: string; device: string; profile: string; cookie: string; n: number; epoch: string }

async function call(path: string, init: RequestInit & { as?: Device } = {}): Promise<Response> {
  const { as, ...rest } = init
  const headers = { origin: school.url, 'x-cartable': '1', ...(as ? { cookie: as.cookie } : {}) }
  const json = typeof init.body === 'string' ? { 'content-type': 'application/json' } : {}
  return fetch(school.url + path, { ...rest, headers: { ...headers, ...json } })
}

async function signIn(role: string, nth: number): Promise<Device> {
  const token = school.card(role, nth).url.split('#')[1] ?? ''
  const device = `${role}${nth}`
  const heard = await call('/api/enrol', { method: 'POST', body: JSON.stringify(enrolment(token, device)) })
  const { account, epoch } = v.parse(EnrolAnswer, await heard.json())
  const cookie = heard.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { account: account.id, device, profile: `${device}-profile`, cookie, n: 0, epoch }
}

async function turn(as: Device, mutations: Envelope[], cursors: Record<string, number> = {}): Promise<TurnAnswer> {
  const body = JSON.stringify({ protocol: 1, device: as.device, epoch: as.epoch, cursors, mutations })
  const heard = await call(`/api/p/${as.profile}/push`, { method: 'POST', as, body })
  if (heard.status !== 200) throw new Error(`the turn got ${heard.status}: ${await heard.text()}`)
  return v.parse(TurnAnswer, await heard.json())
}

function hand(as: Device, wish: Wish): Envelope {
  return { ...wish, id: uuid7(Date.now(), randomBytes(16)), n: ++as.n, at: Date.now() }
}

/** What a device knows: what it asked for, and the answers that reached it. */
type Ledger = { asked: Map<string, { as: Device; mutation: Envelope }>; answered: Map<string, Outcome> }
const ledger: Ledger = { asked: new Map(), answered: new Map() }
const bytesOf = new Map<string, Uint8Array>()

async function push(as: Device, mutation: Envelope): Promise<Outcome | undefined> {
  ledger.asked.set(mutation.id, { as, mutation })
  const [outcome] = (await turn(as, [mutation])).outcomes
  if (outcome && !('held' in outcome)) ledger.answered.set(mutation.id, outcome)
  return outcome
}

async function bring(as: Device, ref: FileRef): Promise<void> {
  const body = new Uint8Array(bytesOf.get(ref.sha256) ?? [])
  const heard = await call(`/api/p/${as.profile}/pieces/${ref.sha256}`, { method: 'PUT', as, body })
  if (!heard.ok) throw new Error(`a piece got ${heard.status}`)
}

async function file(bytes: Uint8Array, type: FileRef['type']): Promise<FileRef> {
  const ref = await cutFile(bytes, type, digest)
  bytesOf.set(ref.sha256, bytes)
  return ref
}

let works = 0

/** A pupil hands in, text first and the photo after, as fast as the school answers; stops when it does not. */
async function handInMany(as: Device, classId: string, assignmentId: string): Promise<void> {
  for (;;) {
    works += 1
    const photos = works % 3 === 0 ? [await file(picture(3_000, works), 'image/png')] : []
    const copy = { assignmentId, text: `Copie ${works}`, photos, paper: false, finishedAt: Date.now() }
    await push(as, hand(as, { kind: 'handIn', classId, ...copy }))
    for (const photo of photos) await bring(as, photo)
  }
}

async function publishMany(as: Device, classId: string): Promise<void> {
  for (;;) {
    works += 1
    const facts = { title: `Pochette ${works}`, subject: 'history' as const, level: '6e' as const }
    const words = { node: 'paragraph' as const, inline: [{ node: 'text' as const, text: `Page ${works}` }] }
    const pages = [{ id: 'page', title: 'Page', blocks: [words] }]
    const made = await makeVersion({ ...facts, pages, files: [] }, digest)
    for (const part of [made.manifest, made.text]) {
      bytesOf.set(part.ref.sha256, part.bytes)
      await bring(as, part.ref)
    }
    const files = { manifest: made.manifest.ref, text: made.text.ref, ...made.facts }
    await push(as, hand(as, { kind: 'publishPack', classId, packId: `k${works}`, version: 1, ...facts, ...files }))
  }
}

/** Everything of one private feed, page by page. */
async function pulled(as: Device, feed: string): Promise<FeedRecord[]> {
  const records: FeedRecord[] = []
  for (let cursor = 0, more = true; more;) {
    const page = (await turn(as, [], { [feed]: cursor })).feeds.find((one) => one.feed === feed)
    records.push(...(page?.records ?? []))
    more = page?.more ?? false
    cursor = page?.upTo ?? cursor
  }
  return records
}

test('killed while it is written to, again and again, the school keeps its word', async () => {
  const teacher = await signIn('teacher', 0)
  const pupils = [await signIn('pupil', 0), await signIn('pupil', 2)]
  const access = (await pulled(teacher, feeds.account(teacher.account))).filter(({ kind }) => kind === 'access')
  const shared = access.find(({ body }) => bodyOf('access', body)?.cap !== undefined)
  const classId = shared?.id.slice('class:'.length) ?? ''
  const folder = join(school.data, 'feeds', bodyOf('access', shared?.body)?.cap ?? '')
  const asked = { title: 'Écrire', subject: 'french' as const, instructions: '', dueAt: 1, minutes: 9 }
  const expects: ('text' | 'photos')[] = ['text', 'photos']
  await push(
    teacher,
    hand(teacher, { kind: 'setAssignment', classId, assignmentId: 'w', asked: { ...asked, expects } }),
  )
  await copyFile(join(folder, 'head.json'), join(school.data, 'older-head.json'))

  for (let round = 0; round < ROUNDS; round++) {
    const atWork = [...pupils.map((pupil) => handInMany(pupil, classId, 'w')), publishMany(teacher, classId)]
    const given = Promise.allSettled(atWork)
    await new Promise((resolve) => setTimeout(resolve, 250 + Math.random() * 300))
    await school.kill()
    for (const end of await given) expect(end.status).toBe('rejected')
    // As when the power went before the disk had the last heads: they are behind the database.
    if (round === 0) await copyFile(join(school.data, 'older-head.json'), join(folder, 'head.json'))
    await school.start()
    await judge(teacher, classId, folder)
  }

  // Whoever had no answer asks again, photos and all.
  for (const [id, { as, mutation }] of ledger.asked) {
    if (!ledger.answered.has(id)) await push(as, mutation)
    for (const photo of photosOf(mutation)) await bring(as, photo)
  }
  expect([...ledger.asked.keys()].filter((id) => !ledger.answered.has(id))).toEqual([])
  await judge(teacher, classId, folder)
  const desk = await pulled(teacher, feeds.desk(classId))
  const receipts = desk.filter(({ kind, body }) => kind === 'receipt' && bodyOf('receipt', body)?.assignmentId === 'w')
  expect(receipts.map(({ id }) => id).sort()).toEqual(ledgerOf('handIn').sort())
}, 60_000)

const photosOf = (mutation: Envelope) => v.parse(v.array(v.any()), mutation['photos'] ?? []) as FileRef[]
const ledgerOf = (kind: string) =>
  [...ledger.asked].filter(([, { mutation }]) => mutation.kind === kind).map(([id]) => id)

/** Compares what the school holds with what it answered. */
async function judge(teacher: Device, classId: string, folder: string): Promise<void> {
  for (const as of new Set([...ledger.asked.values()].map((one) => one.as))) {
    const answered = [...ledger.asked].filter(([id, one]) => one.as === as && ledger.answered.has(id)).slice(-100)
    const again = await turn(
      as,
      answered.map(([, { mutation }]) => mutation),
    )
    expect(again.outcomes).toEqual(answered.map(([id]) => ledger.answered.get(id)))
    expect(again.outcomes.every((outcome) => 'received' in outcome)).toBe(true)
  }
  const desk = await pulled(teacher, feeds.desk(classId))
  const copies = desk.filter(
    ({ kind, body }) => kind === 'submission' && bodyOf('submission', body)?.assignmentId === 'w',
  )
  for (const id of ledgerOf('handIn').filter((one) => ledger.answered.has(one)))
    expect(copies.filter((copy) => copy.id === id)).toHaveLength(1)
  for (const { id } of copies) expect(ledgerOf('handIn')).toContain(id)

  const head = await readHead(folder)
  const told = (await turn(teacher, [])).moved.find(({ feed }) => feed === feeds.class(classId))
  expect(told?.head).toBe(head.head)
  const reader = new Reader(folder)
  await reader.follow()
  const packs = [...reader.alive().values()].filter(({ kind }) => kind === 'pack')
  for (const id of ledgerOf('publishPack').filter((one) => ledger.answered.has(one)))
    expect(packs.map((pack) => pack.id)).toContain(ledger.asked.get(id)?.mutation['packId'])
  for (const pack of packs) {
    const named = bodyOf('pack', pack.body)
    if (!named) throw new Error('a pack that is none')
    for (const ref of [named.manifest, named.text]) {
      const bytes = new Uint8Array(await (await call(fileAddress(ref))).arrayBuffer())
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(ref.sha256)
    }
  }
}
