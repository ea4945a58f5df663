import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FileRef } from '../../src/domain/files.ts'
import { makeVersion } from '../../src/packs/manifest.ts'
import { digest } from '../content/store-parts.ts'
import { DATA_POLICY } from '../http/headers.ts'
import { picture } from '../ground.ts'
import { openServed, said, type Asking, type Caller, type Served } from '../served.ts'

const DRAWING = picture(5_000, 9)
let served: Served
let lina: Caller
let drawing: FileRef
let text: FileRef
let photo: FileRef

beforeAll(async () => {
  served = await openServed()
  const { ground } = served
  const { anne, sixA } = ground.people
  lina = await served.signIn(ground.people.lina)
  drawing = await ground.bring(anne.id, DRAWING, 'image/png')
  const words = Array.from({ length: 40 }, (_, at) => ({
    node: 'paragraph' as const,
    inline: [{ node: 'text' as const, text: `La Loire coule, ligne ${at}.` }],
  }))
  const blocks = [...words, { node: 'picture' as const, file: drawing.sha256, alt: 'La Loire' }]
  const files = [{ ...drawing, tier: 'essential' as const, name: 'loire.png' }]
  const facts = { title: 'La Loire', subject: 'history' as const, level: '6e' as const }
  const made = await makeVersion({ ...facts, pages: [{ id: 'source', title: 'La source', blocks }], files }, digest)
  for (const part of [made.manifest, made.text]) await ground.bring(anne.id, part.bytes, 'application/json')
  text = made.text.ref
  const shared = { manifest: made.manifest.ref, text, ...made.facts }
  const publish = ground.hand({ kind: 'publishPack', classId: sixA.id, packId: 'k', version: 1, ...facts, ...shared })
  expect((await ground.push(anne, publish)).map(said)).toEqual(['received'])
  const asked = { title: 'Lire', subject: 'french' as const, instructions: '', dueAt: 1, minutes: 9 }
  const setting = { assignmentId: 'a1', asked: { ...asked, expects: ['photos' as const] } }
  await ground.push(anne, ground.hand({ kind: 'setAssignment', classId: sixA.id, ...setting }))
  photo = await ground.bring(lina.member.id, picture(700, 4), 'image/png')
  const copy = { assignmentId: 'a1', text: '', photos: [photo], paper: false, finishedAt: 1 }
  await ground.push(lina.member, ground.hand({ kind: 'handIn', classId: sixA.id, ...copy }))
})
afterAll(() => served.close())

const drawn = () => `/files/${drawing.sha256}.png`
const worded = () => `/files/${text.sha256}.json`
const headed = () => `/feeds/${served.ground.people.sixA.cap}/head.json`
const owned = () => `/api/p/${lina.profile}/files/${photo.sha256}`
const get = (path: string, headers: Asking['headers'] = {}, more: Asking = {}) => served.ask(path, { headers, ...more })

test('a file of a pack is given for ever, as what it is, in a sandbox', async () => {
  const { status, headers, body } = await get(drawn())
  expect(status).toBe(200)
  expect(body.equals(DRAWING)).toBe(true)
  expect(headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'image/png',
    'content-length': '5000',
    'accept-ranges': 'bytes',
    etag: `"${drawing.sha256}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': DATA_POLICY,
    'cross-origin-resource-policy': 'same-origin',
  })
})

test('its head is its answer without the bytes', async () => {
  const [whole, head] = [await get(drawn()), await get(drawn(), {}, { method: 'HEAD' })]
  expect(head.body.length).toBe(0)
  const told = ['content-length', 'content-type', 'etag', 'cache-control', 'accept-ranges'] as const
  for (const name of told) expect([name, head.headers[name]]).toEqual([name, whole.headers[name]])
})

test('parts of a file are given by Range, and what makes no sense is answered whole or refused', async () => {
  const part = async (range: string, more: Record<string, string> = {}) => {
    const { status, headers, body } = await get(drawn(), { range, ...more })
    return [status, headers['content-range'], body.length]
  }
  expect(await part('bytes=0-0')).toEqual([206, 'bytes 0-0/5000', 1])
  expect(await part('bytes=4990-')).toEqual([206, 'bytes 4990-4999/5000', 10])
  expect(await part('bytes=-7')).toEqual([206, 'bytes 4993-4999/5000', 7])
  expect(await part('bytes=4990-9999')).toEqual([206, 'bytes 4990-4999/5000', 10])
  expect(await part('bytes=-9999'), 'the last 9999 of 5000').toEqual([200, undefined, 5000])
  expect(await part('bytes=5000-')).toEqual([416, 'bytes */5000', 0])
  expect(await part('bytes=99999999999999999999-')).toEqual([416, 'bytes */5000', 0])
  for (const odd of ['bytes=', 'bytes=a-b', 'lines=0-1', 'bytes=0-1,4-5', 'x'])
    expect([odd, await part(odd)]).toEqual([odd, [200, undefined, 5000]])
  const middle = await get(drawn(), { range: 'bytes=1000-1999' })
  expect(middle.body.equals(DRAWING.subarray(1000, 2000))).toBe(true)
  expect(await part('bytes=0-9', { 'if-range': `"${drawing.sha256}"` })).toEqual([206, 'bytes 0-9/5000', 10])
  expect(await part('bytes=0-9', { 'if-range': '"older"' }), 'another file by now').toEqual([200, undefined, 5000])
  const head = await get(drawn(), { range: 'bytes=0-9' }, { method: 'HEAD' })
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([206, '10', 0])
})

test('who has it already is told so', async () => {
  const known = await get(drawn(), { 'if-none-match': `"other", "${drawing.sha256}"` })
  expect([known.status, known.body.length]).toEqual([304, 0])
  expect((await get(drawn(), { 'if-none-match': '*' })).status).toBe(304)
  expect((await get(drawn(), { 'if-none-match': '"other"' })).status).toBe(200)
  expect((await get(drawn(), { 'if-match': '"other"' })).status).toBe(412)
})

test('text comes compressed where that is understood, under a name of its own', async () => {
  const plain = await get(worded())
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(await digest(plain.body)).toBe(text.sha256)
  const [br, gz] = [
    await get(worded(), { 'accept-encoding': 'gzip, br' }),
    await get(worded(), { 'accept-encoding': 'gzip' }),
  ]
  expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true)
  expect(gunzipSync(gz.body).equals(plain.body)).toBe(true)
  expect(br.body.length).toBeLessThan(plain.body.length / 2)
  expect(new Set([plain, br, gz].map(({ headers }) => headers.etag)).size).toBe(3)
  for (const { headers } of [plain, br, gz]) expect(headers.vary).toContain('Accept-Encoding')
  const part = await get(worded(), { 'accept-encoding': 'br', range: 'bytes=0-9' })
  expect([part.status, part.headers['content-encoding'], part.body.toString()]).toEqual([
    206,
    undefined,
    plain.body.subarray(0, 10).toString(),
  ])
  expect((await get(worded(), { 'accept-encoding': 'br', 'if-none-match': br.headers.etag })).status).toBe(304)
  expect((await get(worded(), { 'accept-encoding': 'br;q=0, gzip;q=0' })).headers['content-encoding']).toBeUndefined()
})

test('a file is never shown as a page', async () => {
  for (const path of [drawn(), worded()])
    for (const destination of ['document', 'iframe', 'frame', 'embed', 'object'])
      expect((await get(path, { 'sec-fetch-dest': destination })).status).toBe(403)
  expect((await get(owned(), { 'sec-fetch-dest': 'document' }, { as: lina })).status).toBe(403)
  for (const destination of ['image', 'video', 'empty'])
    expect((await get(drawn(), { 'sec-fetch-dest': destination })).status).toBe(200)
})

test('a file has one name: another ending, another place or no such hash is not found', async () => {
  const wrong = [
    `/files/${drawing.sha256}.jpg`,
    `/files/${drawing.sha256}.html`,
    `/files/${drawing.sha256}.svg`,
    `/files/${drawing.sha256}`,
    `/files/${drawing.sha256}.png.br`,
    `/files/${text.sha256}.json.gz`,
    `/files/${'0'.repeat(64)}.png`,
    `/files/${drawing.sha256.toUpperCase()}.png`,
    `/feeds/${served.ground.people.sixA.cap}/${drawing.sha256}.json`,
    `/feeds/${served.ground.people.sixA.cap}/head.json.gz`,
    `/feeds/${served.ground.people.sixA.cap}`,
    `/feeds/${'A'.repeat(24)}/head.json`,
    '/feeds/none/head.json',
    '/files/',
    '/feeds/',
  ]
  for (const path of wrong) {
    const { status, problem, headers } = await get(path, { accept: 'text/html' })
    expect([path, status, problem, headers['cache-control']]).toEqual([path, 404, 'notFound', 'no-store'])
  }
})

test('no address leads out of its folder', async () => {
  await writeFile(join(served.ground.folder, 'secret.json'), 'the secret')
  const roads = ['secret.json', '../secret.json', '../../secret.json', '../../../secret.json']
  const spellings = [
    (road: string) => road,
    (road: string) => road.replaceAll('/', '%2f').replaceAll('.', '%2e'),
    (road: string) => road.replaceAll('/', '%2F'),
    (road: string) => road.replaceAll('/', '\\'),
    (road: string) => road.replaceAll('/', '%5c'),
    (road: string) => road.replaceAll('../', '....//'),
    (road: string) => `${road}%00.json`,
    (road: string) => road.replaceAll('.', '%252e'),
  ]
  const bases = [
    '/',
    '/files/',
    '/feeds/',
    '/feeds/public/',
    '/guide/',
    '/guide/ecrans/',
    '/assets/',
    `/api/p/${lina.profile}/files/`,
  ]
  for (const base of bases)
    for (const road of roads)
      for (const spell of spellings) {
        const heard = await get(`${base}${spell(road)}`, { accept: '*/*' }, { as: lina })
        expect(heard.body.toString()).not.toContain('the secret')
        expect([base, spell(road), heard.status < 500]).toEqual([base, spell(road), true])
      }
  expect((await get('/files/%')).status).toBe(400)
  expect((await get(`/files/${'a'.repeat(9_000)}`)).status).toBe(404)
})

test('a head is fresh for seconds and usable for a day; it changes its tag with every writing', async () => {
  const { ground } = served
  const { anne, sixA } = ground.people
  const before = await get(headed())
  expect(before.headers).toMatchObject({
    'cache-control': 'public, max-age=5, stale-if-error=86400',
    'content-type': 'application/json; charset=utf-8',
    'content-security-policy': DATA_POLICY,
  })
  expect((await get(headed(), { 'if-none-match': before.headers.etag })).status).toBe(304)
  const tags = new Set([before.headers.etag])
  const asked = { title: 'Lire', subject: 'french' as const, instructions: '', dueAt: 1, minutes: 9 }
  for (let time = 0; time < 20; time++) {
    // The same length each time, one after another as fast as the disk can.
    const setting = { assignmentId: 'a1', asked: { ...asked, minutes: (time % 9) + 1, expects: ['text' as const] } }
    await ground.push(anne, ground.hand({ kind: 'setAssignment', classId: sixA.id, ...setting }))
    tags.add((await get(headed())).headers.etag)
  }
  expect(tags.size).toBe(21)
  const zipped = await get(headed(), { 'accept-encoding': 'gzip' })
  expect(JSON.parse(gunzipSync(zipped.body).toString())).toEqual(JSON.parse((await get(headed())).body.toString()))
})

test("a pupil's own photo is theirs to see, kept by no proxy, and sandboxed", async () => {
  const { status, headers, body } = await get(owned(), {}, { as: lina })
  expect([status, body.length]).toEqual([200, 700])
  expect(headers).toMatchObject({
    'cache-control': 'private, no-store',
    'content-type': 'image/png',
    'content-disposition': 'inline',
    'x-content-type-options': 'nosniff',
    'content-security-policy': DATA_POLICY,
  })
  const part = await get(owned(), { range: 'bytes=100-199' }, { as: lina })
  expect([part.status, part.headers['content-range']]).toEqual([206, 'bytes 100-199/700'])
})
