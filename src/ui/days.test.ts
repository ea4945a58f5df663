import { afterAll, describe, expect, it, vi } from 'vitest'
import { byDay, dayOf } from './days.ts'

// Hours of French schools, whatever the machine's: the clocks change in the night of the 28th of March 2021, a Sunday.
vi.stubEnv('TZ', 'Europe/Paris')
afterAll(() => {
  vi.unstubAllEnvs()
})

const paris = (day: number, hour: number, minute = 0) => new Date(2021, 2, day, hour, minute).getTime()

describe('where work stands', () => {
  it.each([
    ['late since an hour', paris(24, 9), paris(24, 10), 'late'],
    ['due this very minute', paris(24, 10), paris(24, 10), 'today'],
    ['tonight', paris(24, 23, 59), paris(24, 0, 1), 'today'],
    ['tomorrow early, seen late', paris(25, 0, 1), paris(24, 23, 59), 'tomorrow'],
    ['on Sunday night, seen on Wednesday', paris(28, 23, 59), paris(24, 10), 'week'],
    ['on Monday, seen on Wednesday', paris(29, 0, 0), paris(24, 10), 'later'],
    ['on Sunday, seen on Monday', paris(28, 18), paris(22, 8), 'week'],
    ['on Monday, seen on Sunday', paris(29, 8), paris(28, 20), 'tomorrow'],
    ['on Tuesday, seen on Sunday', paris(30, 8), paris(28, 20), 'later'],
  ] as const)('%s', (_name, dueAt, now, day) => {
    expect(dayOf(dueAt, now)).toBe(day)
  })

  it('counts a day of 23 hours as one day', () => {
    expect(dayOf(paris(29, 0, 10), paris(28, 0, 5))).toBe('tomorrow')
    expect(dayOf(paris(28, 23, 30), paris(27, 23, 45))).toBe('tomorrow')
  })
})

it('keeps the order, and takes what is done out of its day', () => {
  const work = (id: string, dueAt: number, done = false) => ({ id, assignment: { dueAt }, done })
  const now = paris(24, 10)
  const days = byDay(
    [
      work('late', paris(23, 8)),
      work('late but done', paris(23, 9), true),
      work('first', paris(24, 12)),
      work('second', paris(24, 17)),
      work('done', paris(30, 8), true),
    ],
    now,
  )
  const ids = Object.entries(days).map(([day, works]) => [day, works.map((one) => one.id)])
  expect(Object.fromEntries(ids)).toEqual({
    late: ['late'],
    today: ['first', 'second'],
    tomorrow: [],
    week: [],
    later: [],
    done: ['late but done', 'done'],
  })
})
