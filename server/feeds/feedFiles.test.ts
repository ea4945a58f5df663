import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FeedRecord } from '../../src/domain/records.ts'
import { SEGMENT_CHANGES } from '../../src/protocol/head.ts'
import { openSqlite } from '../storage/sqlite.ts'
import type { Storage } from '../storage/storage.ts'
import { createFeedFiles } from './feedFiles.ts'
import { readHead, Reader } from './reader.ts'

const FEED = 'class:c1'
let folder = ''
let path = ''
let storage: Storage

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-feeds-'))
  path = join(folder, 'feeds', 'cap-of-c1')
  storage = await openSchool('one')
})
afterEach(async () => {
  await storage.close()
  await rm(folder, { recursive: true })
})

async function openSchool(name: string): Promise<Storage> {
  const opened = await openSqlite(join(folder, name))
  await opened.write(async (job) => {
    await job.openFeed(FEED, 'cap-of-c1')
    await job.openFeed('desk:c1', null)
  })
  return opened
}

const nothing = () => Promise.resolve()
const open = (ready: (records: readonly FeedRecord[]) => Promise<void> = nothing, epoch = 'e1') =>
  createFeedFiles({ folder: join(folder, 'feeds'), storage, epoch, ready })

const put = (count: number, from = 0, size = 1) =>
  storage.write((job) =>
    job.put(
      Array.from({ length: count }, (_, at) => ({
        feed: FEED,
        kind: 'pupil',
        id: `p${from + at}`,
        body: { name: 'x'.repeat(size) },
      })),
      1,
    ),
  )

test('a feed that has nothing yet has a head all the same, once the school has started', async () => {
  await open().repair()
  expect(await readHead(path)).toEqual({ epoch: 'e1', head: 0, floor: 0, snapshot: null, segments: [], tail: [] })
})

test('calls that come together share their writings, and the last one leaves nothing out', async () => {
  const told: number[][] = []
  const files = open((records) => {
    told.push(records.map(({ seq }) => seq))
    return Promise.resolve()
  })
  await put(2)
  const first = files.publish(FEED)
  const others = Array.from({ length: 20 }, () => files.publish(FEED))
  await put(1, 10)
  others.push(files.publish(FEED))
  await Promise.all([first, ...others])
  await files.publish(FEED)
  expect(told.flat()).toEqual([1, 2, 3])
  expect(told.length).toBeLessThanOrEqual(2)
  expect((await readHead(path)).head).toBe(3)
})

test('what a head will name is made ready before, and a head is not written when that fails', async () => {
  let trouble = true
  const files = open(async (records) => {
    expect((await readHead(path)).head, 'not named yet').toBeLessThan(records[0]?.seq ?? 0)
    if (trouble) throw new Error('no room')
  })
  await open().repair()
  await put(3)
  await expect(files.publish(FEED)).rejects.toThrow('no room')
  expect((await readHead(path)).head).toBe(0)
  trouble = false
  await files.publish(FEED)
  expect((await readHead(path)).head).toBe(3)
})

test('what is committed while the files are made ready is named only once it is ready itself', async () => {
  const ready = new Set<number>()
  const files = open(async (records) => {
    if (!ready.has(3)) await put(1, 50)
    for (const { seq } of records) ready.add(seq)
    expect((await readHead(path)).head).toBeLessThan(records[0]?.seq ?? 0)
  })
  await open().repair()
  await put(2)
  await files.publish(FEED)
  expect((await readHead(path)).tail.filter(({ seq }) => !ready.has(seq))).toEqual([])
  await files.publish(FEED)
  expect((await readHead(path)).head).toBe(3)
  expect([...ready]).toEqual([1, 2, 3])
})

test('a head lies compressed beside itself where that is worth it, and never of older words', async () => {
  const files = open()
  await put(6, 0, 200)
  await files.publish(FEED)
  const head = join(path, 'head.json')
  expect(gunzipSync(await readFile(`${head}.gz`)).equals(await readFile(head))).toBe(true)
  expect(brotliDecompressSync(await readFile(`${head}.br`)).equals(await readFile(head))).toBe(true)
  await open(nothing, 'e2').repair()
  expect(gunzipSync(await readFile(`${head}.gz`)).equals(await readFile(head))).toBe(true)
  await storage.close()
  storage = await openSchool('new')
  await open(nothing, 'e3').repair()
  expect((await readdir(path)).filter((name) => name.startsWith('head.json'))).toEqual(['head.json'])
})

test('a segment is sealed at its number of changes, the rest stays in the tail', async () => {
  const files = open()
  await put(SEGMENT_CHANGES - 1)
  await files.publish(FEED)
  expect(await readHead(path)).toMatchObject({ segments: [], head: SEGMENT_CHANGES - 1 })
  await put(3, 1000)
  await files.publish(FEED)
  const head = await readHead(path)
  expect(head.segments).toMatchObject([{ from: 1, to: SEGMENT_CHANGES }])
  expect(head.tail.map(({ seq }) => seq)).toEqual([SEGMENT_CHANGES + 1, SEGMENT_CHANGES + 2])
})

test('a sealed segment keeps its name when what it holds changes, and lies compressed beside', async () => {
  const files = open()
  await put(4, 0, 9000)
  await files.publish(FEED)
  const [segment] = (await readHead(path)).segments
  const file = join(path, `${segment?.sha256}.json`)
  const bytes = await readFile(file)
  expect(gunzipSync(await readFile(`${file}.gz`)).equals(bytes)).toBe(true)
  expect(brotliDecompressSync(await readFile(`${file}.br`)).equals(bytes)).toBe(true)
  await put(1, 0, 5)
  await files.publish(FEED)
  expect((await readHead(path)).segments[0]).toEqual(segment)
  expect((await readFile(file)).equals(bytes)).toBe(true)
})

test('many segments give way to a snapshot; whoever is above the floor goes on without it', async () => {
  const files = open()
  const close = new Reader(path)
  for (let at = 0; at < 17; at++) {
    if (at === 15) await close.follow()
    await put(4, at * 4, 9000)
    await files.publish(FEED)
  }
  const head = await readHead(path)
  expect(head).toMatchObject({ floor: 52, snapshot: { seq: 68 }, head: 68, tail: [] })
  expect(head.segments.map(({ from }) => from)).toEqual([53, 57, 61, 65])
  expect(close.cursor).toBe(60)
  await rm(join(path, `${head.snapshot?.sha256}.json`))
  await close.follow()
  expect(close.alive().size).toBe(68)
  await expect(new Reader(path).follow(), 'and a new device needs it').rejects.toThrow('ENOENT')
})

test('the start of another life writes every head anew', async () => {
  await put(5)
  await open().repair()
  await open(nothing, 'e2').repair()
  expect(await readHead(path)).toMatchObject({ epoch: 'e2', head: 5, segments: [] })
})

test('a start with heads that fit the database writes nothing', async () => {
  await put(5)
  await open().repair()
  const before = await readFile(join(path, 'head.json'))
  let asked = 0
  await open(() => {
    asked += 1
    return Promise.resolve()
  }).repair()
  expect(asked).toBe(0)
  expect((await readFile(join(path, 'head.json'))).equals(before)).toBe(true)
})

test('a head ahead of the database, because an older copy of it was put back, is written anew', async () => {
  await put(9)
  await open().repair()
  await storage.close()
  storage = await openSchool('older')
  await put(2, 50)
  await open().repair()
  expect((await readHead(path)).tail.map(({ id }) => id)).toEqual(['p50', 'p51'])
  await put(1, 60)
  await open().publish(FEED)
  expect((await readHead(path)).tail.map(({ id }) => id)).toEqual(['p50', 'p51', 'p60'])
})

test('a private feed has no files', async () => {
  const files = open()
  await expect(files.publish('desk:c1')).rejects.toThrow('not a shared feed')
  await files.repair()
  expect(await readdir(join(folder, 'feeds'))).toEqual(['cap-of-c1'])
})

test('one feed whose files are refused does not hold up another', async () => {
  await storage.write(async (job) => {
    await job.openFeed('class:c2', 'cap-of-c2')
    await job.put([{ feed: 'class:c2', kind: 'pupil', id: 'bad', body: { name: 'x' } }], 1)
  })
  await put(1)
  const files = open((records) => (records[0]?.id === 'bad' ? Promise.reject(new Error('no room')) : Promise.resolve()))
  const ends = await Promise.allSettled([files.publish('class:c2'), files.publish(FEED)])
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect((await readHead(path)).head).toBe(1)
})
