import type { DBCore, Dexie, Middleware } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { openDevice, type DeviceDb } from '../../src/db/device.ts'
import { openFiles, type FilesDb } from '../../src/db/files.ts'
import { openParcels, type ParcelsDb } from '../../src/db/parcels.ts'
import { deleteProfile, openProfile, type ProfileDb } from '../../src/db/profile.ts'
import type { Id, Moment, MutationId } from '../../src/domain/ids.ts'
import { atOnce } from '../../src/sync/atOnce.ts'
import { carryDownAll, carryUpAll, speakAll, type Everyone } from '../../src/sync/everyone.ts'
import type { Http } from '../../src/sync/http.ts'
import { signIn } from '../../src/sync/signIn.ts'
import type { Member } from '../../server/content/roster.ts'
import type { Chance } from './chance.ts'
import { makeLocks } from './locks.ts'

/**
 * One person on one device. `profile` and `deviceId` are empty until they have signed in. `confirmed`: what they were told is kept, which nothing may take
 * away; `drafts`: what they last wrote, by key.
 */
export type Owner = {
  member: Member
  profile: Id
  deviceId: Id
  confirmed: MutationId[]
  drafts: Map<string, string>
}

type Stores = { device: DeviceDb; files: FilesDb; parcels: ParcelsDb; profiles: Map<Id, ProfileDb> }

/**
 * `http`: the line of a device, made anew at each start of its browser; `clear`: one on which everything passes, for signing in. `time`: the true one.
 * `flaw`: how its stores are wrong on purpose.
 */
type Setup = {
  name: string
  owners: Owner[]
  chance: Chance
  time: () => Moment
  http: (device: Device) => Http
  clear: (device: Device) => Http
  flaw?: Middleware<DBCore>
}

/** A tab, and the service worker: at most so many may be at it at once. */
const ROUNDS = 2

/** A device with the real engine on it. Its browser may be killed at any step, and opened again on what its stores kept. */
export class Device {
  readonly name: string
  readonly owners: readonly Owner[]
  readonly chance: Chance
  /** What its clock is wrong by, in milliseconds. */
  offset = 0
  /** Which start of its browser this is; requests of earlier ones belong to nobody. */
  life = 0
  /** What went wrong that must not: everything thrown by a round of a browser that was not killed. */
  readonly faults: unknown[] = []
  #steps = Infinity
  #dead = false
  /** What the browser keeps of cookies, by profile. */
  readonly cookies = new Map<Id, string>()
  #rounds = 0
  #content = false
  #locks = makeLocks()
  readonly #memory = new IDBFactory()
  readonly #setup: Setup
  #stores: Stores
  #http: Http

  constructor(setup: Setup) {
    this.#setup = setup
    this.name = setup.name
    this.owners = setup.owners
    this.chance = setup.chance
    this.#stores = this.#open()
    this.#http = setup.http(this)
  }

  get isOn(): boolean {
    return !this.#dead
  }

  get isRounding(): boolean {
    return this.#rounds > 0
  }

  /** Whether its last round left nothing to try again. */
  get isContent(): boolean {
    return this.#content
  }

  get files(): FilesDb {
    return this.#stores.files
  }

  now(): Moment {
    return Math.max(1, this.#setup.time() + this.offset)
  }

  /** The database of a profile, opened once. */
  db(profile: Id): ProfileDb {
    const { profiles } = this.#stores
    const db = profiles.get(profile) ?? this.#counted(openProfile(profile, this.#options()))
    profiles.set(profile, db)
    return db
  }

  /** One more step of what the browser does: a transaction or a request. Throws when it was the last. */
  step(): void {
    if (!this.#dead && this.#steps-- > 0) return
    this.#dead = true
    throw new Error(`the browser of the ${this.name} was killed`)
  }

  /** The browser dies after so many more steps. */
  killAfter(steps: number): void {
    this.#steps = steps
  }

  kill(): void {
    this.#dead = true
  }

  /** Opens the browser again on what the stores kept. Whatever it was doing is no more. */
  async start(): Promise<void> {
    const { device, files, parcels, profiles } = this.#stores
    for (const db of [device, files, parcels, ...profiles.values()]) db.close()
    this.life += 1
    this.#dead = false
    this.#steps = Infinity
    this.#rounds = 0
    this.#locks = makeLocks()
    this.#stores = this.#open()
    this.#http = this.#setup.http(this)
    const open = [this.#stores.device, this.#stores.files, this.#stores.parcels]
    for (const db of [...open, ...this.owners.map(({ profile }) => this.db(profile))]) await db.open()
  }

  /** Someone opens their card's link, for the first time or again. Nothing happens while nobody answers. */
  async signIn(owner: Owner): Promise<void> {
    const more = { http: this.#setup.clear(this), label: this.name }
    const signed = await signIn({ ...this.#everyone(), ...more }, owner.member.card.token)
    if (signed !== 'offline' && !('problem' in signed))
      Object.assign(owner, { profile: signed.id, deviceId: signed.deviceId })
  }

  /** Begins a round for everyone on the device, as its schedule does; it goes on whenever the line answers. */
  beginRound(): void {
    if (this.#rounds >= ROUNDS || this.#dead) return
    this.#rounds += 1
    const { life } = this
    this.#round()
      .then((content) => {
        if (life === this.life) this.#content = content
      })
      .catch((fault: unknown) => {
        if (life === this.life && !this.#dead) this.faults.push(fault)
      })
      .finally(() => {
        if (life === this.life) this.#rounds -= 1
      })
  }

  /** Words first, then photos up and packs down at once, then what that freed. Answers whether nothing is left to try again. */
  async #round(): Promise<boolean> {
    const everyone = this.#everyone()
    const first = await speakAll(everyone, false)
    if (first.heard === 'nobody') return false
    const carried = await Promise.all([carryUpAll(everyone), carryDownAll(everyone)])
    const second = carried.some(({ freed }) => freed) ? await speakAll(everyone, false) : first
    return [first, second, ...carried].every(({ next }) => next === 'quiet')
  }

  #everyone(): Everyone {
    const { device, files, parcels } = this.#stores
    return {
      device,
      files,
      parcels,
      profile: (id) => this.db(id),
      http: this.#http,
      now: () => this.now(),
      random: this.chance.bytes,
      room: () => Promise.resolve(null),
      cost: () => 'plain',
      seldom: atOnce,
      build: 'storm',
      first: () => null,
      drop: (id) => deleteProfile(id, this.#options()),
      locks: this.#locks,
    }
  }

  #options() {
    return { indexedDB: this.#memory, IDBKeyRange }
  }

  #open(): Stores {
    const device = this.#counted(openDevice(this.#options()))
    const parcels = this.#counted(openParcels(this.#options()))
    return { device, files: this.#counted(openFiles(this.#options())), parcels, profiles: new Map() }
  }

  /** Every transaction is a step. */
  #counted<D extends Dexie>(db: D): D {
    db.use({
      stack: 'dbcore',
      name: 'steps',
      create: (core) => ({
        ...core,
        transaction: (tables, mode, more) => {
          this.step()
          return core.transaction(tables, mode, more)
        },
      }),
    })
    if (this.#setup.flaw) db.use(this.#setup.flaw)
    return db
  }
}
