import fc from 'fast-check'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedRecord, Write } from '../../src/domain/records.ts'
import { openSqlite } from '../storage/sqlite.ts'
import type { Storage } from '../storage/storage.ts'
import { createFeedFiles, type FeedFiles } from './feedFiles.ts'
import { readHead, Reader } from './reader.ts'

let folder = ''
let storage: Storage
let schools = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-feeds-'))
  storage = await openSqlite(folder)
})
afterAll(async () => {
  await storage.close()
  await rm(folder, { recursive: true })
})

/** One feed, its files, and devices that stopped reading at different times. */
class Life {
  readonly #feed = `class:life${++schools}`
  readonly #path = join(folder, 'feeds', `cap-of-life-${schools}`)
  readonly #readers: Reader[] = [new Reader(this.#path)]
  #epoch = 0
  #full = false
  #files = this.#open()

  async begin(): Promise<void> {
    await storage.write((job) => job.openFeed(this.#feed, `cap-of-life-${schools}`))
    await this.#files.repair()
  }

  async put(ids: readonly number[], size: number): Promise<void> {
    const write = (id: number): Write => ({
      feed: this.#feed,
      kind: 'pupil',
      id: `r${id}`,
      body: size === 0 ? null : { name: `${id}`.padEnd(size, '.') },
    })
    await storage.write((job) => job.put(ids.map(write), 1))
  }

  /** Publishes, and every device that reads now sees what the database has; one more stays behind from here on. */
  async publish(): Promise<void> {
    this.#full = false
    await Promise.all([
      this.#files.publish(this.#feed),
      this.#files.publish(this.#feed),
      this.#files.publish(this.#feed),
    ])
    await this.check(this.#readers.slice(-1))
    this.#readers.push((this.#readers.at(-1) ?? new Reader(this.#path)).fork())
  }

  /** Something is written while the files are. */
  async publishWhile(ids: readonly number[]): Promise<void> {
    this.#full = false
    await Promise.all([this.#files.publish(this.#feed), this.put(ids, 9000)])
    await this.#readers.at(-1)?.follow()
  }

  async publishOnFullDisk(): Promise<void> {
    this.#full = true
    // Nothing new to write is no reason to fail: it may also succeed.
    await Promise.allSettled([this.#files.publish(this.#feed)])
    await this.#readers.at(-1)?.follow()
  }

  async crash(harm: 'none' | 'absent' | 'short' | 'nonsense'): Promise<void> {
    const head = join(this.#path, 'head.json')
    if (harm === 'absent') await rm(head, { force: true })
    if (harm === 'short') await truncate(head, 25)
    if (harm === 'nonsense') await writeFile(head, '{"epoch":"e0","head":-1}')
    this.#full = false
    this.#files = this.#open()
    await this.#files.repair()
    await this.check(this.#readers.slice(-1))
  }

  async restore(): Promise<void> {
    this.#epoch += 1
    await this.crash('none')
  }

  /** All devices, however far behind, come to the same. */
  async end(): Promise<void> {
    await this.publish()
    await this.check([new Reader(this.#path), ...this.#readers])
  }

  async check(readers: readonly Reader[]): Promise<void> {
    const stored = await storage.read((view) => view.recordsAfter(this.#feed, 0, 100_000))
    const alive = stored.filter(({ body }) => body !== null)
    const byName = (records: Iterable<FeedRecord>) => [...records].sort((a, b) => a.seq - b.seq)
    for (const reader of readers) {
      await reader.follow()
      expect(byName(reader.alive().values())).toEqual(alive)
    }
    const head = await readHead(this.#path)
    expect(head.epoch).toBe(`e${this.#epoch}`)
    expect(head.head).toBe(stored.at(-1)?.seq ?? 0)
    expect(head.segments.length).toBeLessThanOrEqual(16)
    // Whoever is at the floor or above finds every number in the segments and the tail.
    let to = head.floor
    for (const segment of head.segments) {
      expect(segment.from).toBe(to + 1)
      to = segment.to
    }
    expect(head.tail.every(({ seq }) => seq > to)).toBe(true)
  }

  #open(): FeedFiles {
    const ready = () => (this.#full ? Promise.reject(new Error('no room')) : Promise.resolve())
    return createFeedFiles({ folder: join(folder, 'feeds'), storage: this.#own(), epoch: `e${this.#epoch}`, ready })
  }

  /** The storage as if it had this feed alone: lives share a database, and each start looks at all feeds. */
  #own(): Storage {
    return {
      ...storage,
      read: (query) =>
        storage.read((view) =>
          query({ ...view, feeds: async () => (await view.feeds()).filter(({ feed }) => feed === this.#feed) }),
        ),
    }
  }
}

type Step = (life: Life) => Promise<void>
const ids = fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 8 })
const named = (name: string, step: Step): Step => Object.assign(step, { toString: () => name })
const steps = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(ids, fc.constantFrom(1, 4000, 20_000))
      .map(([some, size]) => named(`put ${some.join()} of ${size}`, (life) => life.put(some, size))),
  },
  { weight: 3, arbitrary: ids.map((some) => named(`delete ${some.join()}`, (life) => life.put(some, 0))) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(25, 70).map((count) =>
      named(`put ${count} heavy`, (life) =>
        life.put(
          Array.from({ length: count }, (_, at) => 100 + at),
          16_000,
        ),
      ),
    ),
  },
  { weight: 6, arbitrary: fc.constant(named('publish', (life) => life.publish())) },
  {
    weight: 2,
    arbitrary: ids.map((some) => named(`publish and put ${some.join()}`, (life) => life.publishWhile(some))),
  },
  { weight: 1, arbitrary: fc.constant(named('publish on a full disk', (life) => life.publishOnFullDisk())) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('none' as const, 'absent' as const, 'short' as const, 'nonsense' as const)
      .map((harm) => named(`crash ${harm}`, (life) => life.crash(harm))),
  },
  { weight: 1, arbitrary: fc.constant(named('restore', (life) => life.restore())) },
)

test('whatever happens, a reader who follows the files from any earlier cursor has what the database has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 24 }), async (story) => {
      const life = new Life()
      await life.begin()
      for (const step of story) await step(life)
      await life.end()
    }),
    { numRuns: 30, interruptAfterTimeLimit: 8000, endOnFailure: false },
  )
}, 40_000)

test('a feed that changes for a year stays short, and a device away since the first day catches up', async () => {
  const life = new Life()
  await life.begin()
  for (let week = 0; week < 12; week++) {
    await life.put(
      Array.from({ length: 9 }, (_, at) => week * 5 + at),
      16_000,
    )
    if (week % 3 === 2) await life.put([week, week + 1], 0)
    await life.publish()
  }
  await life.end()
})
