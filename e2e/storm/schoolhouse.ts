import { cp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { pino } from 'pino'
import { feeds } from '../../src/domain/records.ts'
import { PUBLIC_CAP } from '../../src/protocol/head.ts'
import { createApp, type AppParts } from '../../server/app.ts'
import { enlist } from '../../server/content/enlist.ts'
import { makeRoster, type Roster } from '../../server/content/roster.ts'
import { createFeedFiles } from '../../server/feeds/feedFiles.ts'
import { createFiles, type Files } from '../../server/files/files.ts'
import { shareNamed } from '../../server/handbook.ts'
import { createHealth } from '../../server/storage/health.ts'
import { openSqlite } from '../../server/storage/sqlite.ts'
import type { Storage } from '../../server/storage/storage.ts'
import { createHeads } from '../../server/sync/heads.ts'
import { openSchoolKeys } from '../../server/sync/schoolKeys.ts'
import type { Chance } from './chance.ts'
import type { Past } from './past.ts'
import { PLAN } from './people.ts'
import { poweredDisk, poweredFeedFiles, poweredStorage, powerOff, powerOn, rest, type Power } from './power.ts'
import { askServer, type Answered, type Sent } from './wire.ts'

export const ORIGIN = 'http://localhost'
const DAY = 86_400_000
const LIMITS = {
  pieces: { unclaimedBytes: 500 * 1024 * 1024, unclaimedMs: 7 * DAY },
  guesses: { windowMs: 600_000, perCard: 5, perAddress: 200 },
  pace: { totalMs: 290_000, graceMs: 20_000, bytesPerSecond: 200 },
}

/** `wrap`: may make the storage wrong on purpose. `past`: what happened before the storm. */
type Setup = {
  folder: string
  chance: Chance
  clock: () => number
  wrap: (storage: Storage) => Storage
  past: Past
}
type Open = { parts: AppParts; storage: Storage; files: Files; server: Server; power: Power }

/** The school's server, whole, on a folder of its own: everything but the socket and the client's build. It can lose its power and be restored. */
export class Schoolhouse {
  readonly roster: Roster
  /** How often the database is busy when it is asked to write, 0 to 1. */
  strain = 0
  #lives = 1
  #open: Open
  readonly #setup: Setup

  static async build(setup: Setup): Promise<Schoolhouse> {
    const roster = makeRoster(PLAN, setup.chance.bytes)
    const storage = await openSqlite(join(setup.folder, 'data'))
    await storage.write(async (job) => {
      await job.setMeta('epoch', 'life1')
      await job.openFeed(feeds.public, PUBLIC_CAP)
      await enlist(job, roster, setup.clock())
      await setup.past(job, roster)
    })
    return new Schoolhouse(setup, roster, await openParts(setup, storage, () => 0))
  }

  private constructor(setup: Setup, roster: Roster, open: Open) {
    this.#setup = setup
    this.roster = roster
    this.#open = open
  }

  get parts(): AppParts {
    return this.#open.parts
  }

  /** The database as it is, whatever the power. */
  get storage(): Storage {
    return this.#open.storage
  }

  /** The files on its disk as they are, whatever the power. */
  get files(): Files {
    return this.#open.files
  }

  get data(): string {
    return join(this.#setup.folder, 'data')
  }

  get isUp(): boolean {
    return this.#open.power.on
  }

  /** Answers a request, or nobody does: the power is gone, or went while it was being answered. */
  async ask(sent: Sent): Promise<Answered | 'nobody'> {
    const { server, power } = this.#open
    if (!power.on) return 'nobody'
    const answered = await askServer(server, sent).catch(brokenOff)
    // A request that failed leaves others of its writings going on.
    await rest(power)
    return this.isUp ? answered : 'nobody'
  }

  /** The power goes after so many more steps. */
  cutAfter(steps: number): void {
    this.#open.power.left = steps
  }

  /** Starts the server again on what lies on its disk. */
  async reopen(): Promise<void> {
    await this.#stop()
    await this.#start()
  }

  /** Copies the data folder aside, the server being closed meanwhile. */
  async backUp(): Promise<void> {
    await this.#stop()
    await rm(this.#copy, { recursive: true, force: true })
    await cp(this.data, this.#copy, { recursive: true })
    await this.#start()
  }

  /** Puts the copy in the place of the data folder: another life of the database begins. */
  async restore(): Promise<void> {
    await this.#stop()
    await rm(this.data, { recursive: true })
    await cp(this.#copy, this.data, { recursive: true })
    this.#lives += 1
    await this.#start(`life${this.#lives}`)
  }

  async close(): Promise<void> {
    await this.#stop()
  }

  get #copy(): string {
    return join(this.#setup.folder, 'copy')
  }

  async #stop(): Promise<void> {
    await powerOff(this.#open.power)
    await this.#open.storage.close()
  }

  async #start(epoch?: string): Promise<void> {
    const storage = await openSqlite(this.data)
    if (epoch !== undefined) await storage.write((job) => job.setMeta('epoch', epoch))
    this.#open = await openParts(this.#setup, storage, () => this.strain)
  }
}

/** A head that is replaced while it is sent ends too soon, and Node breaks the line off; the device asks again. */
function brokenOff(failure: unknown): 'nobody' {
  if (failure instanceof Error && 'code' in failure && failure.code === 'ECONNRESET') return 'nobody'
  throw failure
}

async function openParts({ chance, clock, wrap, folder }: Setup, real: Storage, strain: () => number): Promise<Open> {
  const power = powerOn()
  const log = pino({ level: 'silent' })
  const data = join(folder, 'data')
  const storage = poweredStorage(wrap(real), power, () => chance.happens(strain()))
  const epoch = (await real.read((view) => view.meta('epoch'))) ?? 'none'
  const keys = await openSchoolKeys(real)
  const disk = poweredDisk(power)
  const files = createFiles({ folder: data, limits: LIMITS.pieces, disk })
  const ready = (records: Parameters<typeof shareNamed>[1]) => shareNamed(files, records)
  const feedFiles = poweredFeedFiles(
    createFeedFiles({ folder: join(data, 'feeds'), storage, epoch, ready, disk }),
    power,
  )
  const heads = await createHeads(real)
  await feedFiles.repair()
  const parts: AppParts = {
    storage,
    heads,
    files,
    feedFiles,
    keys,
    epoch,
    clock,
    builds: { current: null, page: null, find: () => undefined },
    pulse: { path: join(data, 'pulse.json'), current: () => Promise.resolve(CALM_PULSE) },
    guideFolder: join(data, 'guide'),
    health: createHealth({ storage, disk, folder: data, clock, log }),
    killSwitch: () => Promise.resolve(false),
    cookieKey: Buffer.from('the key that seals cookies of the storm'),
    random: chance.bytes,
    origins: new Set([ORIGIN]),
    secure: false,
    version: 'storm',
    startedAt: clock(),
    limits: LIMITS,
    log,
  }
  return {
    parts,
    storage: real,
    files: createFiles({ folder: data, limits: LIMITS.pieces }),
    server: createServer(createApp(parts)),
    power,
  }
}

const CALM_PULSE = { spread: 60, minBuild: '', paused: false, day: null }
