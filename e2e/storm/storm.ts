import { checkAgreement } from './agreement.ts'
import { checkEffects } from './effects.ts'
import { checkDrafts, checkLedger } from './ledger.ts'
import { quieten } from './quiet.ts'
import { rage } from './rage.ts'
import { checkReceipts } from './receipts.ts'
import { checkShelves } from './shelves.ts'
import { makeWorld, type Making, type World } from './world.ts'

/** How long a storm lasts, in things that happen before it is quiet, and what is wrong on purpose. */
export type Weather = Omit<Making, 'seed'> & { steps: number }

/** What a storm can do that must not be: `broken` is a fault of a round, or something that waits for ever. */
export const HARMS = ['lost', 'doubled', 'diverged', 'broken'] as const
export type Harm = (typeof HARMS)[number]

/** Something that must not be, with the seed that makes it again and the story that led there. */
export class Harmed extends Error {
  readonly harm: Harm

  constructor(harm: Harm, seed: number, story: readonly string[], cause: unknown) {
    super(`seed ${seed}, ${harm}: ${String(cause)}\n${story.join('\n')}`, { cause })
    this.harm = harm
  }
}

/** All that holds when it is quiet, and what it means when it does not. */
const CHECKS: readonly (readonly [Harm, (world: World) => Promise<void>])[] = [
  ['lost', checkLedger],
  ['lost', checkDrafts],
  ['doubled', checkEffects],
  ['lost', checkReceipts],
  ['diverged', checkAgreement],
  ['diverged', checkShelves],
]

/** What happened, a line an event, and how many mutations were on the line. */
export type Weathered = { story: string[]; mutations: number }

/** One storm, and the quiet after it: everything is checked. Throws `Harmed` at what does not hold. */
export async function storm(seed: number, { steps, ...more }: Weather): Promise<Weathered> {
  const world = await makeWorld({ seed, ...more })
  const { story, sent } = world
  let harm: Harm = 'broken'
  try {
    await rage(world, steps)
    await quieten(world)
    for (const [means, check] of CHECKS) {
      harm = means
      await check(world)
    }
    return { story, mutations: sent.size }
  } catch (failure) {
    throw new Harmed(harm, seed, story, failure)
  } finally {
    await world.end()
  }
}

/** Throws at the first thing that does not hold in this world. */
export async function checkAll(world: World): Promise<void> {
  for (const [, check] of CHECKS) await check(world)
}
