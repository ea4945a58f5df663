import 'fake-indexeddb/auto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { holdStill } from './storm/calm.ts'
import { confirmsTooSoon, forgetsOutcomes, losesRecords, retriesAnew, speaksTooSoon, type Flaw } from './storm/flaws.ts'
import { storm, type Harm } from './storm/storm.ts'

beforeAll(holdStill)
/** A storm is a second of one core; a machine that does other things at once may take many. */
vi.setConfig({ testTimeout: 120_000 })

/** Long ones; the many are `npm run simulate`. */
describe('after a storm', () => {
  it.each([1, 2, 3, 4])('all is told, once, and is everywhere the same (seed %i)', async (seed) => {
    expect((await storm(seed, { steps: 400 })).mutations).toBeGreaterThan(0)
  })
})

describe('a storm', () => {
  it('is the same again from the same seed', async () => {
    expect(await storm(1001, { steps: 120 })).toEqual(await storm(1001, { steps: 120 }))
  })

  it.each<[string, Flaw, Harm]>([
    ['a server that does not remember its answers', forgetsOutcomes, 'lost'],
    ['a server that speaks before its disk', speaksTooSoon, 'lost'],
    ['a device that keeps cursors and loses records', losesRecords, 'diverged'],
    ['a device that says it is kept before it is', confirmsTooSoon, 'lost'],
    ['a device that tries again under another id', retriesAnew, 'broken'],
  ])('notices %s', async (_, flaw, harm) => {
    await expect(firstOf(12, (seed) => storm(seed, { steps: 120, flaw }))).rejects.toMatchObject({ harm })
  })
})

/** Storms until one is noticed. */
async function firstOf(count: number, one: (seed: number) => Promise<unknown>): Promise<void> {
  for (let seed = 1; seed <= count; seed++) await one(seed)
}
