import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countedAt, isLate } from './lateness.ts'

const DUE = 1000
const finished = { dueAt: DUE }
const received = { dueAt: DUE, counts: 'received' } as const

it.each([
  ['finished and received in time', { finishedAt: 900, receivedAt: 950 }, false, false],
  ['finished in time, received after: the network was down', { finishedAt: 900, receivedAt: 5000 }, false, true],
  ['finished after', { finishedAt: 1001, receivedAt: 1002 }, true, true],
  ['at the very moment', { finishedAt: DUE, receivedAt: DUE }, false, false],
  ['by a clock that is ahead, received in time', { finishedAt: 9000, receivedAt: 950 }, false, false],
  ['finished in time, still on the device', { finishedAt: 900, receivedAt: null }, false, false],
])('%s', (_name, handed, byFinish, byReceipt) => {
  expect([isLate(finished, handed), isLate(received, handed)]).toEqual([byFinish, byReceipt])
})

it('is never judged later than when the school had it', () => {
  const moment = fc.integer({ min: 0, max: 10_000 })
  fc.assert(
    fc.property(moment, moment, fc.constantFrom('finished' as const, 'received' as const), (a, b, counts) => {
      expect(countedAt({ counts }, { finishedAt: a, receivedAt: b })).toBeLessThanOrEqual(b)
    }),
  )
})
