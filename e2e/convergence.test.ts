import 'fake-indexeddb/auto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { holdStill } from './storm/calm.ts'
import { forgetsOutcomes, losesRecords, speaksTooSoon, type Flaw } from './storm/flaws.ts'
import { storm } from './storm/storm.ts'

/** `CARTABLE_SEED=n npx vitest run e2e/convergence.test.ts` replays one storm, and tells all of it when it fails. */
const asked = process.env['CARTABLE_SEED']
const SEEDS = asked === undefined ? Array.from({ length: 36 }, (_, at) => at + 1) : [Number(asked)]
const STEPS = 220

beforeAll(holdStill)
/** A storm is a second of one core; a machine that does other things at once may take many. */
vi.setConfig({ testTimeout: 120_000 })

describe('after a storm', () => {
  it.each(SEEDS)('all is told, once, and is everywhere the same (seed %i)', async (seed) => {
    await storm(seed, { steps: STEPS })
  })
})

describe('a storm', () => {
  it('is the same again from the same seed', async () => {
    expect(await storm(1001, { steps: 120 })).toEqual(await storm(1001, { steps: 120 }))
  })

  it.each<[string, Flaw]>([
    ['a server that does not remember its answers', forgetsOutcomes],
    ['a server that speaks before its disk', speaksTooSoon],
    ['a device that keeps cursors and loses records', losesRecords],
  ])('notices %s', async (_, flaw) => {
    await expect(firstOf(12, (seed) => storm(seed, { steps: 120, flaw }))).rejects.toThrow('seed')
  })
})

/** Storms until one is noticed. */
async function firstOf(count: number, one: (seed: number) => Promise<unknown>): Promise<void> {
  for (let seed = 1; seed <= count; seed++) await one(seed)
}
