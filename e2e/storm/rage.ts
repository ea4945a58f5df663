import { readOutcomes } from './archive.ts'
import { calm } from './calm.ts'
import { weighted, type Chance } from './chance.ts'
import { act, doingOn } from './deeds.ts'
import type { Device } from './device.ts'
import { FATES, type Fate } from './line.ts'
import { sweep } from './quiet.ts'
import { throwFaults, type World } from './world.ts'

const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

/** Lets so many things happen, each when all that moves by itself is still. */
export async function rage(world: World, steps: number): Promise<void> {
  const fates = climate(world.chance)
  const restores = world.chance.happens(0.3)
  // Most days begin with devices that know what is to be done; some with devices that were just let in.
  if (world.chance.happens(0.7)) await sweep(world)
  for (let step = 0; step < steps; step++) {
    await calm()
    world.clock.time += world.chance.below(3000)
    world.story.push(`${step}. ${await happen(world, fates, restores)}`)
    throwFaults(world)
  }
}

/** How often the line does what: each storm has troubles of its own. */
function climate(chance: Chance): (readonly [number, Fate])[] {
  return FATES.map(
    (fate) =>
      [
        fate === 'passes'
          ? 40
          : weighted(chance, [
              [3, 0],
              [2, 2],
              [1, 12],
            ] as const),
        fate,
      ] as const,
  )
}

async function happen(world: World, fates: readonly (readonly [number, Fate])[], restores: boolean): Promise<string> {
  const { chance, house, line, devices } = world
  if (!house.isUp && chance.happens(0.3)) {
    await house.reopen()
    return 'the server starts again'
  }
  const event = weighted(chance, [
    [line.isBusy ? 60 : 0, 'line'],
    [14, 'round'],
    [20, 'deed'],
    [3, 'browser'],
    [2, 'server'],
    [3, 'clock'],
    [1, 'card'],
    [restores ? 1 : 0, 'copy'],
  ] as const)
  const device = chance.pick(devices)
  switch (event) {
    case 'line':
      return line.carry(chance, fates)
    case 'round':
      return begin(device, chance)
    case 'deed':
      return onDevice(device, () => act(doingOn(device, chance.pick(device.owners), chance)))
    case 'browser':
      return device.isOn ? kill(device) : start(device)
    case 'server':
      return trouble(world)
    case 'clock':
      return jump(world, device)
    case 'card':
      return onDevice(device, () => open(device))
    case 'copy':
      return copy(world)
  }
}

/** Someone does something on a device, unless its browser was to die just then; where it is off, they switch it on. */
async function onDevice(device: Device, work: () => Promise<string>): Promise<string> {
  try {
    return device.isOn ? await work() : await start(device)
  } catch (failure) {
    if (device.isOn) throw failure
    return `the ${device.name} dies under someone's hands`
  }
}

async function start(device: Device): Promise<string> {
  await device.start()
  return `the ${device.name} starts again`
}

function kill(device: Device): string {
  device.kill()
  return `the ${device.name} is killed`
}

async function begin(device: Device, chance: Chance): Promise<string> {
  if (!device.isOn) return start(device)
  device.beginRound()
  if (!chance.happens(0.2)) return `the ${device.name} begins a round`
  device.killAfter(chance.below(120))
  return `the ${device.name} begins a round that it will not end`
}

function trouble({ chance, house }: World): string {
  if (chance.happens(0.3)) {
    house.strain = house.strain > 0 ? 0 : 0.4
    return house.strain > 0 ? 'the database is busy' : 'the database is free'
  }
  house.cutAfter(chance.below(60))
  return 'the server is about to lose its power'
}

function jump({ chance, clock }: World, device: Device): string {
  const by = weighted(chance, [
    [4, chance.below(HOUR)],
    [3, -chance.below(HOUR)],
    [1, 3 * YEAR],
    [1, -3 * YEAR],
  ] as const)
  if (chance.happens(0.2)) {
    clock.offset += Math.abs(by) > HOUR ? by / 6 : by
    return 'the clock of the server jumps'
  }
  if (chance.happens(0.4)) {
    clock.time += chance.below(6 * HOUR)
    return 'hours go by'
  }
  device.offset = chance.happens(0.5) ? 0 : device.offset + by
  return `the clock of the ${device.name} jumps`
}

async function open(device: Device): Promise<string> {
  for (const owner of device.owners) {
    const state = await device.db(owner.profile).meta.get('state')
    if (state?.signedOut) await device.signIn(owner)
  }
  return `the cards of the ${device.name} are opened again`
}

async function copy(world: World): Promise<string> {
  const { house, chance } = world
  if (!house.isUp) return 'nothing is copied'
  if (world.copies === 0 || chance.happens(0.4)) {
    await house.backUp()
    world.copies += 1
    return 'the data folder is copied aside'
  }
  for (const { id, outcome } of readOutcomes(house)) if ('received' in outcome) world.received.add(id)
  await house.restore()
  world.restores += 1
  return 'the server is put back to an older copy'
}
