import { expect, it } from 'vitest'
import { paceOf, retryDelay } from './delays.ts'

const BELL = Date.UTC(2021, 3, 6, 7, 30)
const DAY = 86_400_000

it('spreads an academy evenly, the same device at the same place all day, elsewhere the next', () => {
  const places = Array.from({ length: 6_000 }, (_, i) => paceOf(`device-${i}`, BELL, 60).background)
  const minutes = Array.from({ length: 60 }, (_, s) => places.filter((at) => Math.floor(at / 1000) === s).length)
  // A hundred are due in each second: five standard deviations on either side.
  expect(Math.min(...minutes)).toBeGreaterThan(50)
  expect(Math.max(...minutes)).toBeLessThan(150)
  expect(paceOf('device-7', BELL + 3_600_000, 60)).toEqual(paceOf('device-7', BELL, 60))
  expect(paceOf('device-7', BELL + DAY, 60).background).not.toBe(paceOf('device-7', BELL, 60).background)
})

it('says what someone did within three seconds, however far news are spread', () => {
  const deeds = Array.from({ length: 1_000 }, (_, i) => paceOf(`device-${i}`, BELL, 900).deed)
  expect(Math.max(...deeds)).toBeLessThan(3_000)
  expect(paceOf('device-7', BELL, 0)).toEqual({ deed: 0, background: 0, timer: 120_000 })
  expect(paceOf('device-7', BELL, 900).timer).toBe(900_000)
})

it('waits longer after each failure, apart even at the longest', () => {
  expect([0, 1, 2, 30].map((failures) => retryDelay(failures, 1))).toEqual([4_000, 6_000, 10_000, 302_000])
  expect(retryDelay(30, 0)).toBe(2_000)
  expect(retryDelay(30, 0.5)).toBe(152_000)
})
