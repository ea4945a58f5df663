import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startBag } from '../../e2e/bag.ts'
import { carrier } from '../../e2e/carrier.ts'
import { mirror, threeFiles } from '../../e2e/mirror.ts'
import { fetchPacks } from '../sync/downloads.ts'
import { engine } from './engine.ts'
import { keptWork } from './keepingWork.ts'

beforeEach(() => void startBag())
afterEach(() => vi.restoreAllMocks())

async function carryPack() {
  const { school, source } = mirror()
  const published = await school.publish(1, await threeFiles(school))
  const d = { ...carrier(source, { byItself: () => 'full' }), files: engine().files }
  expect(await fetchPacks(d, [published])).toBe('done')
}

/** A write that there is room for once so many pieces at most are on the device. */
function needing(most: number) {
  return async () => {
    if ((await engine().files.pieces.count()) > most) throw new DOMException('no room', 'QuotaExceededError')
    return 'written' as const
  }
}

it('work that there is no room for takes that of a pack', async () => {
  await carryPack()
  const before = await engine().files.pieces.count()
  expect(await keptWork(needing(before - 1))).toBe('written')
  expect(await engine().files.pieces.count()).toBeLessThan(before)
})

it('work that there is room for takes nothing from any pack', async () => {
  await carryPack()
  const before = await engine().files.pieces.count()
  expect(await keptWork(needing(before))).toBe('written')
  expect(await engine().files.pieces.count()).toBe(before)
})

it('says that there is no room when no pack has any left to give', async () => {
  await carryPack()
  expect(await keptWork(needing(-1))).toEqual({ refused: 'deviceFull' })
})

it('a store that does not work is not short of room: packs stay', async () => {
  await carryPack()
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const before = await engine().files.pieces.count()
  const broken = () => Promise.reject(new DOMException('broken', 'UnknownError'))
  expect(await keptWork(broken)).toEqual({ refused: 'deviceBroken' })
  expect(await engine().files.pieces.count()).toBe(before)
})
