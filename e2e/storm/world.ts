import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Moment, MutationId } from '../../src/domain/ids.ts'
import type { FeedName, FeedRecord } from '../../src/domain/records.ts'
import { Mutation } from '../../src/domain/mutations.ts'
import { TurnRequest } from '../../src/protocol/turn.ts'
import { membersOf } from '../../server/content/roster.ts'
import { readFeeds } from './archive.ts'
import { calm } from './calm.ts'
import { chanceOf, type Chance } from './chance.ts'
import { Device, type Owner } from './device.ts'
import type { Flaw } from './flaws.ts'
import { Line } from './line.ts'
import { busyMonths, lastWeek } from './past.ts'
import { DEVICES, someDevices } from './people.ts'
import { Schoolhouse } from './schoolhouse.ts'
import type { Sent } from './wire.ts'

/** Everything of one storm: a school, its devices, the line between them, and what time it really is. */
export type World = {
  chance: Chance
  house: Schoolhouse
  line: Line
  devices: Device[]
  clock: { time: Moment; offset: number }
  /** What happened, a line an event. */
  story: string[]
  /** How often the data folder was copied aside, and how often the school was put back to that copy. */
  copies: number
  restores: number
  /** What the school had received when it was put back to an older copy. */
  received: Set<MutationId>
  /** Every mutation that was on the line. */
  sent: Map<MutationId, Mutation>
  /** The records of every feed when the storm began. */
  opening: Map<FeedName, FeedRecord[]>
  end: () => Promise<void>
}

const NOON = 1_790_000_000_000
/** A disk in memory where there is one: what is tried is what is written when, not the disk. */
const MEMORY = '/dev/shm'

const same = (sent: Sent): Sent => sent

/** `between`: what a server of another build makes of a request; `flaw`: what is wrong on purpose; `all`: every device there is, for a story that names them. */
export type Making = { seed: number; flaw?: Flaw; between?: (sent: Sent) => Sent; all?: boolean }

export async function makeWorld({
  seed,
  flaw = {},
  between = flaw.between?.() ?? same,
  all = false,
}: Making): Promise<World> {
  const chance = chanceOf(seed)
  const folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'cartable-storm-'))
  const clock = { time: NOON, offset: 0 }
  const house = await Schoolhouse.build({
    folder,
    chance: chance.fork(),
    clock: () => clock.time + clock.offset,
    wrap: (storage) => flaw.storage?.(storage, chance.fork()) ?? storage,
    past: chance.happens(0.2) ? busyMonths : lastWeek,
  })
  const sent = new Map<MutationId, Mutation>()
  const line = new Line((request) => {
    for (const mutation of mutationsOf(request)) sent.set(mutation.id, mutation)
    return house.ask(between(request))
  })
  const members = membersOf(house.roster)
  const here = all ? DEVICES : someDevices(chance.fork())
  const devices = Object.entries(here).map(([name, people]) => {
    const owners = people.map((person): Owner => {
      const member = members.find((one) => one.name === person)
      if (!member) throw new Error(`nobody is called ${person}`)
      return { member, profile: '', deviceId: '', confirmed: [], drafts: new Map() }
    })
    const lines = { http: (from: Device) => line.http(from), clear: (from: Device) => line.clear(from) }
    const setup = { chance: chance.fork(), time: () => clock.time, ...lines }
    return new Device({ name, owners, ...setup, ...(flaw.store ? { flaw: flaw.store(chance.fork()) } : {}) })
  })
  const world: World = {
    chance,
    house,
    line,
    devices,
    clock,
    story: [],
    copies: 0,
    restores: 0,
    received: new Set(),
    sent,
    opening: await readFeeds(house),
    async end() {
      for (const device of devices) device.kill()
      line.hangUp()
      await calm()
      await house.close()
      await rm(folder, { recursive: true })
    },
  }
  for (const device of devices) for (const owner of device.owners) await device.signIn(owner)
  return world
}

/** What a round of a living browser throws is a bug, whatever the weather. */
export function throwFaults({ devices }: World): void {
  for (const { name, faults } of devices)
    if (faults.length > 0) throw new Error(`a round on the ${name} failed`, { cause: faults[0] })
}

function mutationsOf({ path, body }: Sent): Mutation[] {
  if (!path.endsWith('/push')) return []
  return v
    .parse(TurnRequest, JSON.parse(new TextDecoder().decode(body)))
    .mutations.map((made) => v.parse(Mutation, made))
}
