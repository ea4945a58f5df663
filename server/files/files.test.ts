import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PIECE_BYTES, type FileRef, type FileType } from '../../src/domain/files.ts'
import { StorageFull } from '../storage/failures.ts'
import type { Disk } from '../storage/disk.ts'
import { createFiles } from './files.ts'

const DAY = 86_400_000
const limits = { unclaimedBytes: 4 * PIECE_BYTES, unclaimedMs: 7 * DAY }
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A PNG by its first bytes, as long as asked, its content depending on the seed. */
function picture(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at++) bytes[at] = (at * seed * 31 + (at >> 8)) % 251
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return bytes
}

function cut(bytes: Uint8Array, type: FileType = 'image/png'): { ref: FileRef; pieces: Uint8Array[] } {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) pieces.push(bytes.subarray(at, at + PIECE_BYTES))
  return { ref: { sha256: sha(bytes), bytes: bytes.length, type, pieces: pieces.map(sha) }, pieces }
}

async function bring(files: ReturnType<typeof createFiles>, account: string, bytes: Uint8Array, type?: FileType) {
  const { ref, pieces } = cut(bytes, type)
  for (const piece of pieces) await files.putPiece(account, sha(piece), piece)
  return ref
}

async function everythingIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

test('pieces in any order become the file they are said to be, and only once', async () => {
  const files = createFiles({ folder, limits })
  const bytes = picture(2 * PIECE_BYTES + 5)
  const { ref, pieces } = cut(bytes)
  expect(await files.missing('lea', ref.pieces)).toEqual(ref.pieces)
  expect(await files.putPiece('lea', ref.pieces[2]!, pieces[2]!)).toBe('made')
  expect(await files.assemble('lea', ref)).toBe('missing')
  expect(await files.putPiece('lea', ref.pieces[0]!, pieces[0]!)).toBe('made')
  expect(await files.putPiece('lea', ref.pieces[0]!, pieces[0]!)).toBe('there')
  expect(await files.putPiece('lea', ref.pieces[1]!, pieces[1]!)).toBe('made')
  expect(await files.assemble('lea', ref)).toBe('whole')
  expect(Buffer.from((await files.read(ref.sha256))!).equals(bytes)).toBe(true)
  expect(await readdir(join(folder, 'pieces', 'lea'))).toEqual([])
  expect(await files.missing('lea', ref.pieces)).toEqual([])
  expect(await files.putPiece('lea', ref.pieces[0]!, pieces[0]!)).toBe('there')
  expect(await createFiles({ folder, limits }).assemble('lea', ref)).toBe('whole')
})

test('nobody can name a file that they did not bring, whatever hash they know', async () => {
  const files = createFiles({ folder, limits })
  const ref = await bring(files, 'lea', picture(300))
  expect(await files.assemble('lea', ref)).toBe('whole')
  expect(await files.missing('tom', ref.pieces)).toEqual(ref.pieces)
  expect(await files.assemble('tom', ref)).toBe('missing')
  const own = await bring(files, 'tom', picture(300, 7))
  expect(await files.assemble('tom', { ...own, sha256: ref.sha256 })).toBe('wrong')
  expect(Buffer.from((await files.read(ref.sha256))!).equals(picture(300))).toBe(true)
})

test('a piece that is taken in by one file still serves another', async () => {
  const files = createFiles({ folder, limits })
  const first = picture(PIECE_BYTES + 10)
  const second = new Uint8Array([...first.subarray(0, PIECE_BYTES), 1, 2, 3])
  expect(await files.assemble('lea', await bring(files, 'lea', first))).toBe('whole')
  const { ref, pieces } = cut(second)
  expect(await files.missing('lea', ref.pieces)).toEqual([ref.pieces[1]])
  await files.putPiece('lea', ref.pieces[1]!, pieces[1]!)
  expect(await files.assemble('lea', ref)).toBe('whole')
  expect(Buffer.from((await files.read(ref.sha256))!).equals(second)).toBe(true)
})

test('bytes that are not what their name, length or type say are refused, and nothing is kept of them', async () => {
  const files = createFiles({ folder, limits })
  const bytes = picture(400)
  expect(await files.putPiece('lea', sha(bytes), picture(400, 3))).toBe('wrong')
  expect(await files.putPiece('lea', sha(new Uint8Array()), new Uint8Array())).toBe('wrong')
  const ref = await bring(files, 'lea', bytes)
  expect(await files.assemble('lea', { ...ref, bytes: 399 })).toBe('wrong')
  expect(await files.assemble('lea', { ...ref, bytes: PIECE_BYTES + 1 })).toBe('wrong')
  expect(await files.assemble('lea', { ...ref, type: 'image/jpeg' })).toBe('wrong')
  const program = await bring(
    files,
    'lea',
    Buffer.from('MZ\x90\0 an executable with the name of a picture'),
    'image/jpeg',
  )
  expect(await files.assemble('lea', program)).toBe('wrong')
  const drawing = await bring(files, 'lea', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'))
  expect(await files.assemble('lea', drawing)).toBe('wrong')
  expect(await readdir(join(folder, 'private'))).toEqual([])
})

test('an account leaves no more unclaimed than it may, and what it claims makes room again', async () => {
  const files = createFiles({ folder, limits })
  const ref = await bring(files, 'lea', picture(4 * PIECE_BYTES))
  const more = picture(100, 5)
  expect(await files.putPiece('lea', sha(more), more)).toBe('tooMany')
  expect(await files.putPiece('tom', sha(more), more)).toBe('made')
  expect(await files.assemble('lea', ref)).toBe('whole')
  expect(await files.putPiece('lea', sha(more), more)).toBe('made')
})

test('pieces that come together are all counted', async () => {
  const files = createFiles({ folder, limits })
  const pieces = [1, 2, 3, 4].map((seed) => picture(PIECE_BYTES, seed))
  await Promise.all(pieces.map((piece) => files.putPiece('lea', sha(piece), piece)))
  const more = picture(100, 5)
  expect(await files.putPiece('lea', sha(more), more)).toBe('tooMany')
})

test('pieces that nobody claimed and drafts that a stop left go after a week, whole files stay', async () => {
  const files = createFiles({ folder, limits })
  const whole = await bring(files, 'lea', picture(100))
  await files.assemble('lea', whole)
  const left = await bring(files, 'lea', picture(100, 2))
  const fresh = await bring(files, 'lea', picture(100, 3))
  const weekAgo = new Date(Date.now() - 8 * DAY)
  await utimes(join(folder, 'pieces', 'lea', left.sha256), weekAgo, weekAgo)
  await utimes(join(folder, 'private', whole.sha256), weekAgo, weekAgo)
  for (const name of ['old.part', 'fresh.part']) await writeFile(join(folder, 'private', name), 'half')
  await utimes(join(folder, 'private', 'old.part'), weekAgo, weekAgo)
  await files.sweep(Date.now())
  expect(await files.missing('lea', [left.sha256, fresh.sha256, whole.sha256])).toEqual([left.sha256])
  expect((await readdir(join(folder, 'private'))).sort()).toEqual([whole.sha256, 'fresh.part'].sort())
})

test('sharing gives a file its public name, text with compressed variants', async () => {
  const files = createFiles({ folder, limits })
  const text = Buffer.from(JSON.stringify({ words: 'mot '.repeat(500) }))
  const ref = await bring(files, 'prof', text, 'application/json')
  await files.assemble('prof', ref)
  await files.share(ref)
  await files.share(ref)
  const path = join(files.publicFolder, `${ref.sha256}.json`)
  expect((await readFile(path)).equals(text)).toBe(true)
  expect(gunzipSync(await readFile(`${path}.gz`)).equals(text)).toBe(true)
  expect(brotliDecompressSync(await readFile(`${path}.br`)).equals(text)).toBe(true)
  expect((await stat(path)).mode & 0o777).toBe(0o644)
})

test('a full disk is said, and leaves nothing half written', async () => {
  let room = 150
  const disk: Disk = {
    ...fs,
    open: async (path, flags, mode) => {
      const handle = await fs.open(path, flags, mode)
      const write = handle.writeFile.bind(handle)
      handle.writeFile = async (data) => {
        room -= Buffer.byteLength(data as Uint8Array)
        if (room < 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        await write(data)
      }
      return handle
    },
  }
  const files = createFiles({ folder, limits, disk })
  const bytes = picture(100)
  expect(await files.putPiece('lea', sha(bytes), bytes)).toBe('made')
  const { ref } = cut(bytes)
  const other = picture(100, 2)
  await expect(files.putPiece('lea', sha(other), other)).rejects.toThrow(StorageFull)
  await expect(files.assemble('lea', ref)).rejects.toThrow(StorageFull)
  expect(await everythingIn(folder)).toEqual([ref.sha256])
  room = 10_000
  expect(await files.assemble('lea', ref)).toBe('whole')
})
