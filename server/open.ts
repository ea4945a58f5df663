import { randomBytes } from 'node:crypto'
import { access, constants, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import * as v from 'valibot'
import type { FeedRecord } from '../src/domain/records.ts'
import type { AppParts } from './app.ts'
import { Mistake, originsOf, type Config } from './config.ts'
import type { DemoCard } from './content/demo-cards.ts'
import { createFeedFiles } from './feeds/feedFiles.ts'
import { keepBuilds } from './files/builds.ts'
import { createFiles } from './files/files.ts'
import { openPulse } from './http/pulse.ts'
import { openHandbook, shareNamed } from './handbook.ts'
import { discardHalfMade, enlistDemonstration, seedDemonstration } from './seed.ts'
import { isThere, realDisk } from './storage/disk.ts'
import { howIll } from './storage/failures.ts'
import { createHealth } from './storage/health.ts'
import { openSqlite } from './storage/sqlite.ts'
import type { Storage } from './storage/storage.ts'
import { createHeads } from './sync/heads.ts'
import { openSchoolKeys } from './sync/schoolKeys.ts'

const root = join(import.meta.dirname, '..')
const DAY = 86_400_000
const LIMITS = {
  pieces: { unclaimedBytes: 500 * 1024 * 1024, unclaimedMs: 7 * DAY },
  guesses: { windowMs: 600_000, perCard: 5, perAddress: 200 },
  // A piece of 128 KiB at 1 kB/s takes 131 s (protocol.md, "Files").
  pace: { totalMs: 180_000, graceMs: 20_000, bytesPerSecond: 1_000 },
}

/** A school that is open: what the application works with, and the cards of a demonstration that has just been made. */
export type School = { parts: AppParts; cards: DemoCard[]; close: () => Promise<void> }

/** Opens everything in the data folder, in the order in which each needs the one before. A new school starts with the demonstration, unless told not to. */
export async function openSchool(config: Config, log: Logger): Promise<School> {
  const clock = () => Date.now()
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes))
  const inData = (name: string) => join(config.data, name)
  await takeFolder(config.data)
  const storage = await discardHalfMade(config.data, await openStorage(config.data))
  const epoch = await kept(storage, 'epoch', 12)
  const cookieKey = Buffer.from(await kept(storage, 'cookieKey', 32), 'hex')
  const keys = await openSchoolKeys(storage)
  const files = createFiles({ folder: config.data, limits: LIMITS.pieces })
  const builds = await keepBuilds({ dist: config.dist, folder: inData('builds') })
  await openHandbook({ storage, files, keys, clock }, inData('guide'), builds.page)

  const fresh = config.demonstration && (await storage.read((view) => view.accounts())).length === 0
  const enlisted = fresh ? await enlistDemonstration({ storage, random, now: clock() }, config) : undefined
  const ready = (records: readonly FeedRecord[]) => shareNamed(files, records)
  const feedFiles = createFeedFiles({ folder: inData('feeds'), storage, epoch, ready })
  const heads = await createHeads(storage)
  const sync = { storage, heads, files, feedFiles, keys, epoch, clock }
  if (enlisted) await seedDemonstration({ ...sync, random }, enlisted)
  await feedFiles.repair()

  const parts: AppParts = {
    ...sync,
    builds,
    pulse: await openPulse(inData('pulse.json'), clock, (error) =>
      log.warn({ err: error }, 'pulse.json does not read'),
    ),
    guideFolder: inData('guide'),
    health: createHealth({ storage, disk: realDisk, folder: config.data, clock, log }),
    killSwitch: () => isThere(realDisk, inData('worker-off')),
    cookieKey,
    random,
    origins: originsOf(config.url),
    secure: config.url.startsWith('https:'),
    version: await readVersion(),
    startedAt: clock(),
    limits: LIMITS,
    log,
  }
  return { parts, cards: enlisted?.cards ?? [], close: () => storage.close() }
}

async function openStorage(data: string): Promise<Storage> {
  try {
    return await openSqlite(data)
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    switch (howIll(error)) {
      case 'damaged':
        throw new Mistake(
          `The database in ${data} is damaged (${said}). Put back a copy: npm run admin -- restore <file>`,
        )
      case 'full':
        throw new Mistake(`There is no room left for the database in ${data} (${said}). Make some, then start again.`)
      case 'readOnly':
      case 'failing':
        throw new Mistake(`The database in ${data} cannot be written (${said}). Look at the disk and at who owns it.`)
      case 'busy':
        throw new Mistake(`Another program holds the database in ${data} (${said}).`)
      case undefined:
        throw error
    }
  }
}

/** The folder that everything lies in: for the world to walk through, since a proxy may serve what is public there. */
async function takeFolder(data: string): Promise<void> {
  try {
    await mkdir(data, { recursive: true })
    await access(data, constants.W_OK)
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    throw new Mistake(`The data folder ${data} cannot be used (${said}). Choose another: CARTABLE_DATA=… npm start`)
  }
}

/** A random word of the school's own, made once and kept with it. */
function kept(storage: Storage, name: string, bytes: number): Promise<string> {
  return storage.write(async (job) => {
    const known = await job.meta(name)
    if (known !== undefined) return known
    const made = randomBytes(bytes).toString('hex')
    await job.setMeta(name, made)
    return made
  })
}

async function readVersion(): Promise<string> {
  const about = v.object({ version: v.string() })
  return v.parse(about, JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))).version
}
