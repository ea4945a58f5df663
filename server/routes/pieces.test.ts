import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PIECE_BYTES, type FileRef, type FileType } from '../../src/domain/files.ts'
import { feeds } from '../../src/domain/records.ts'
import { cutFile } from '../../src/packs/cut.ts'
import { digest } from '../content/store-parts.ts'
import { ofKind, picture } from '../ground.ts'
import { openServed, said, type Caller, type Heard, type Served } from '../served.ts'

let served: Served
let lina: Caller
beforeEach(async () => {
  served = await openServed()
  lina = await served.signIn(served.ground.people.lina)
  const { anne, sixA } = served.ground.people
  const asked = { title: 'Lire', subject: 'french' as const, instructions: '', dueAt: 1, minutes: 9 }
  const setting = { assignmentId: 'a1', asked: { ...asked, expects: ['photos' as const] } }
  await served.ground.push(anne, served.ground.hand({ kind: 'setAssignment', classId: sixA.id, ...setting }))
})
afterEach(() => served.close())

const short = ({ status, problem }: Heard) => (problem === undefined ? String(status) : `${status} ${problem}`)
const put = async (name: string, body: Uint8Array) =>
  short(await served.ask(`/api/p/${lina.profile}/pieces/${name}`, { method: 'PUT', as: lina, body }))
const missing = async (pieces: string[]): Promise<unknown> => {
  const asking = { method: 'POST', as: lina, body: { pieces } }
  return JSON.parse((await served.ask(`/api/p/${lina.profile}/pieces/missing`, asking)).body.toString())
}

/** Brings the pieces of these bytes, and says of them what `claim` says. */
async function bring(bytes: Uint8Array, claim: Partial<FileRef> & { type: FileType }): Promise<FileRef> {
  const ref = await cutFile(bytes, claim.type, digest)
  for (const [at, piece] of ref.pieces.entries())
    expect(await put(piece, bytes.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES))).toBe('201')
  return { ...ref, ...claim }
}

async function handIn(photos: readonly FileRef[]): Promise<string> {
  const copy = { assignmentId: 'a1', text: 'Voici.', photos: [...photos], paper: false, finishedAt: 1 }
  const mutation = served.ground.hand({ kind: 'handIn', classId: served.ground.people.sixA.id, ...copy })
  return said((await served.turn(lina, [mutation]))?.outcomes[0])
}

const receipts = async () => ofKind(await served.ground.records(feeds.pupil(lina.member.id)), 'receipt')
const photoOf = (sha256: string) => served.ask(`/api/p/${lina.profile}/files/${sha256}`, { as: lina })

test('pieces are asked for, brought once, and are there', async () => {
  const bytes = picture(PIECE_BYTES + 9, 3)
  const ref = await cutFile(bytes, 'image/png', digest)
  expect(await missing(ref.pieces)).toEqual({ missing: ref.pieces })
  expect(await put(ref.pieces[0] ?? '', bytes.subarray(0, PIECE_BYTES))).toBe('201')
  expect(await put(ref.pieces[0] ?? '', bytes.subarray(0, PIECE_BYTES))).toBe('200')
  expect(await missing(ref.pieces)).toEqual({ missing: [ref.pieces[1]] })
})

test('bytes that are not what their name says, or no piece at all, are refused', async () => {
  const bytes = picture(500, 3)
  const name = await digest(bytes)
  expect(await put(name, picture(500, 4))).toBe('422 wrongBytes')
  expect(await put(name, bytes.subarray(1))).toBe('422 wrongBytes')
  expect(await put(await digest(new Uint8Array()), new Uint8Array())).toBe('422 wrongBytes')
  const long = randomBytes(PIECE_BYTES + 1)
  expect(await put(await digest(long), long)).toBe('413 tooLarge')
  for (const wrong of ['abc', name.toUpperCase(), `${name.slice(0, 62)}..`, '..%2f..%2fschool.sqlite'])
    expect([wrong, await put(wrong, bytes)]).toEqual([wrong, '404 notFound'])
  const zipped = { method: 'PUT', as: lina, body: bytes, headers: { 'content-encoding': 'gzip' } }
  expect(short(await served.ask(`/api/p/${lina.profile}/pieces/${name}`, zipped))).toBe('400 malformed')
  expect(await missing([name])).toEqual({ missing: [name] })
})

test('an account brings no more than it may leave unclaimed', async () => {
  const bodies = Array.from({ length: 65 }, () => randomBytes(PIECE_BYTES))
  const got = new Set<string>()
  for (const body of bodies) got.add(await put(await digest(body), body))
  expect([...got]).toEqual(['201', '429 tooMany'])
})

test('what is not a photo by its bytes is refused, whatever it calls itself', async () => {
  const pretenders = {
    program: Buffer.from('MZ\x90\0\x03 This program cannot be run in DOS mode.'),
    script: Buffer.from('#!/bin/sh\nrm -rf /\n'),
    page: Buffer.from('<!doctype html><script>alert(1)</script>'),
    drawing: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    document: Buffer.from('%PDF-1.7\n'),
    archive: Buffer.from('PK\x03\x04 nothing'),
  }
  for (const [name, bytes] of Object.entries(pretenders)) {
    const ref = await bring(bytes, { type: 'image/jpeg' })
    expect([name, await handIn([ref])]).toEqual([name, 'refused badFile'])
    expect([name, short(await photoOf(ref.sha256))]).toEqual([name, '404 notFound'])
  }
  expect(ofKind(await served.ground.records(feeds.pupil(lina.member.id)), 'submission')).toEqual([])
})

test('a photo of few bytes that claims to be enormous is refused, a large one is not', async () => {
  const png = (width: number, height: number) => {
    const bytes = Buffer.from(picture(400, width % 200))
    bytes.write('IHDR', 12, 'latin1')
    bytes.writeUInt32BE(width, 16)
    bytes.writeUInt32BE(height, 20)
    return bytes
  }
  expect(await handIn([await bring(png(40_000, 40_000), { type: 'image/png' })])).toBe('refused badFile')
  expect(await handIn([await bring(png(4_000, 3_000), { type: 'image/png' })])).toBe('received')
})

test('a file that is shorter, longer or other than announced is refused', async () => {
  const bytes = picture(2 * PIECE_BYTES, 5)
  const good = await bring(bytes, { type: 'image/png' })
  const [first = '', second = ''] = good.pieces
  expect(await handIn([{ ...good, bytes: good.bytes - 1 }])).toBe('refused badFile')
  expect(await handIn([{ ...good, pieces: [second, first] }])).toBe('refused badFile')
  expect(await handIn([{ ...good, pieces: [first] }]), 'fewer pieces than bytes').toBe('refused badFile')
  expect(await handIn([{ ...good, sha256: first }])).toBe('refused badFile')
  expect(await handIn([{ ...good, type: 'image/webp' }])).toBe('refused badFile')
  expect(await receipts()).toEqual([])
  expect(await handIn([good])).toBe('received')
  expect(await receipts()).toHaveLength(1)
})

test('what no photo may be is refused by its announcement', async () => {
  const ref = await cutFile(picture(500, 6), 'image/png', digest)
  const wrong: object[] = [
    { ...ref, type: 'application/pdf' },
    { ...ref, type: 'image/gif' },
    { ...ref, type: 'image/svg+xml' },
    { ...ref, type: 'text/html' },
    { ...ref, bytes: 2 * 1024 * 1024 + 1, pieces: Array.from({ length: 17 }, () => ref.sha256) },
    { ...ref, sha256: '../../etc/passwd' },
    { ...ref, pieces: [] },
  ]
  for (const photo of wrong) expect(await handIn([photo as FileRef])).toBe('refused malformed')
  expect(await handIn(Array.from({ length: 21 }, () => ref))).toBe('refused malformed')
})

test('an announced photo that comes as something else never becomes one, and the copy stays without receipt', async () => {
  const program = Buffer.from('MZ\x90\0\x03 This program cannot be run in DOS mode.')
  const ref = await cutFile(program, 'image/jpeg', digest)
  expect(await handIn([ref])).toBe('received')
  expect(await put(ref.sha256, program)).toBe('201')
  expect(await receipts()).toEqual([])
  expect(short(await photoOf(ref.sha256))).toBe('404 notFound')
})

test('a receipt that a stop of the server held back is given when the device asks what is missing', async () => {
  const bytes = picture(900, 5)
  const photo = await cutFile(bytes, 'image/png', digest)
  await handIn([photo])
  // The piece is on the disk, and the server stopped there: nobody looked at what it completes.
  await served.ground.files.putPiece(lina.member.id, photo.sha256, bytes)
  expect(await receipts()).toEqual([])
  expect(await missing(photo.pieces)).toEqual({ missing: [] })
  expect(await receipts()).toHaveLength(1)
})
