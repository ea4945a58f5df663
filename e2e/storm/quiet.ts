import { openEntries } from '../../src/db/overlay.ts'
import { calm } from './calm.ts'
import type { Device } from './device.ts'
import type { Fate } from './line.ts'
import { throwFaults, type World } from './world.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const CLEAR: readonly (readonly [number, Fate])[] = [[1, 'passes']]
/** Sweeps, far more than it takes: what still waits after them waits for ever. */
const SWEEPS = 20
/** What failed is left alone for half an hour at most: quiet begins after longer than that. */
const LULL = 90 * MINUTE
/** Time between sweeps, longer than anything waits that has not failed. */
const PAUSE = 2 * MINUTE
/** After so many sweeps a week goes by: what is given back to a restored school waits so long for what may be no more. */
const WEEK_AT = 10

/**
 * The storm is over: everything works, and rounds go on until nothing waits and every device had one since anything last changed at the school. Throws
 * when something waits for ever.
 */
export async function quieten(world: World): Promise<void> {
  world.story.push('It is quiet.')
  world.house.strain = 0
  await world.house.reopen()
  await drain(world)
  world.clock.time += LULL
  /** Devices that found nothing new to say, and have heard all that there is. */
  const informed = new Set<Device>()
  let before = await headsOf(world)
  for (let count = 0; count < SWEEPS; count++) {
    for (const device of world.devices) {
      await sweep(world, [device])
      const now = await headsOf(world)
      if (now === before) informed.add(device)
      else informed.clear()
      before = now
      if (informed.size === world.devices.length && (await waitingOn(world.devices)).length === 0) return
    }
    world.clock.time += count === WEEK_AT ? 8 * DAY : PAUSE
    world.story.push(`sweep ${count}: ${(await waitingOn(world.devices)).length} wait`)
  }
  throw new Error(`what waits for ever: ${JSON.stringify((await waitingOn(world.devices)).slice(0, 5))}`)
}

/** How far every feed of the school has come. */
async function headsOf({ house }: World): Promise<string> {
  return JSON.stringify((await house.storage.read((view) => view.feeds())).map(({ feed, head }) => [feed, head]))
}

/** A round for these devices, one after another, on a line where everything passes. Who is asked to sign in does. */
export async function sweep(world: World, devices: readonly Device[] = world.devices): Promise<void> {
  for (const device of devices) {
    if (!device.isOn || device.isRounding) await device.start()
    device.killAfter(Infinity)
    for (const owner of device.owners) {
      const state = await device.db(owner.profile).meta.get('state')
      if (state?.signedOut) await device.signIn(owner)
    }
    device.beginRound()
    await calm()
    while (device.isRounding) {
      if (!world.line.isBusy) throw new Error(`the round on the ${device.name} waits for nothing`)
      await carry(world)
    }
    throwFaults(world)
  }
}

/** Whatever is still on the line comes to its end. */
async function drain(world: World): Promise<void> {
  while (world.line.isBusy) await carry(world)
}

async function carry({ line, chance, story }: World): Promise<void> {
  story.push(await line.carry(chance, CLEAR))
  await calm()
}

/** What waits: entries that the school does not have, and devices whose round did not come to its end. */
async function waitingOn(devices: readonly Device[]): Promise<string[]> {
  const waiting = devices.filter(({ isContent }) => !isContent).map(({ name }) => `the ${name} is not content`)
  for (const device of devices) {
    for (const { profile, member } of device.owners) {
      const state = await device.db(profile).meta.get('state')
      if (state?.signedOut !== false) waiting.push(`${member.name} is signed out of the ${device.name}`)
      for (const { mutation, state, reason } of await openEntries(device.db(profile)))
        waiting.push(`${mutation.kind} ${mutation.id.slice(-6)} on the ${device.name}: ${state} ${reason ?? ''}`)
    }
  }
  return waiting
}
