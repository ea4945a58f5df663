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

/** One storm, and the quiet after it: everything is checked, and what does not hold is thrown, with the story that led there. Answers the story. */
export async function storm(seed: number, { steps, ...more }: Weather): Promise<string[]> {
  const world = await makeWorld({ seed, ...more })
  try {
    await rage(world, steps)
    await quieten(world)
    await checkAll(world)
    return world.story
  } catch (failure) {
    const told = process.env['CARTABLE_SEED'] === undefined ? world.story.slice(-12) : world.story
    throw new Error(`seed ${seed}: ${String(failure)}\n${told.join('\n')}`, { cause: failure })
  } finally {
    await world.end()
  }
}

/** All that holds when it is quiet. */
export async function checkAll(world: World): Promise<void> {
  await checkLedger(world)
  await checkDrafts(world)
  await checkEffects(world)
  await checkReceipts(world)
  await checkAgreement(world)
  await checkShelves(world)
}
