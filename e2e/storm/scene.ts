import { doingOn, keep, type Doing, type Planned } from './deeds.ts'
import type { Device } from './device.ts'
import { sweep } from './quiet.ts'
import { makeWorld, type Making, type World } from './world.ts'

type Plan = (doing: Doing) => Planned | undefined | Promise<Planned | undefined>

const MINUTES = 120_000

/** A world without a storm, in which people do one thing after another. */
export class Scene {
  readonly world: World

  private constructor(world: World) {
    this.world = world
  }

  static async open(making: Making): Promise<Scene> {
    const scene = new Scene(await makeWorld({ ...making, all: true }))
    await sweep(scene.world)
    return scene
  }

  device(name: string): Device {
    const found = this.world.devices.find((one) => one.name === name)
    if (!found) throw new Error(`there is no ${name}`)
    return found
  }

  /** The first owner of a device does these things on it, and everyone's devices hear of it. */
  async does(name: string, ...plans: Plan[]): Promise<void> {
    const device = this.device(name)
    const [owner] = device.owners
    if (!owner) throw new Error(`the ${name} is nobody's`)
    for (const plan of plans) {
      const doing = doingOn(device, owner, this.world.chance)
      await keep(doing, await plan(doing))
    }
    await sweep(this.world)
    this.world.clock.time += MINUTES
    await sweep(this.world)
  }

  /** What became of what was done on a device, in that order. */
  async states(name: string): Promise<string[]> {
    const device = this.device(name)
    const entries = await device
      .db(device.owners[0]?.profile ?? '')
      .outbox.orderBy('n')
      .toArray()
    return entries.map(({ mutation, state }) => `${mutation.kind} ${state}`)
  }
}
