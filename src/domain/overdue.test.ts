import { describe, expect, it } from 'vitest'
import { isOverdue, timeAtSchool } from './overdue.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 26, 12)

describe('work that has waited for three days', () => {
  it.each([
    [0, false],
    [3 * DAY - 1, false],
    [3 * DAY, true],
    [40 * DAY, true],
    [-DAY, false],
    [365 * DAY, false],
  ])('after %i milliseconds: %s', (waits, warned) => {
    expect(isOverdue(NOW - waits, NOW)).toBe(warned)
  })
})

/** A device did something when its clock was wrong by `then`, and looks at it `hours` later, when it is wrong by `now`. */
function warned(wrong: { then: number; now: number }, hours: number, answered: 'before' | 'between' | 'never') {
  const start = NOW - 100 * HOUR
  const told = (at: number, by: number) => ({ offset: -by, freshAt: at + by })
  const never = { offset: 0, freshAt: null }
  const before = answered === 'never' ? never : told(start - HOUR, wrong.then)
  const after = answered === 'between' ? told(start + HOUR, wrong.now) : before
  const doneAt = timeAtSchool(start + wrong.then, before)
  return isOverdue(doneAt, timeAtSchool(start + hours * HOUR + wrong.now, after))
}

describe('a clock that is wrong', () => {
  it.each([0, 8 * HOUR, -8 * HOUR, 365 * DAY, -40 * 365 * DAY])('by %i all the time changes nothing', (by) => {
    expect([warned({ then: by, now: by }, 71, 'before'), warned({ then: by, now: by }, 73, 'before')]).toEqual([
      false,
      true,
    ])
  })

  it('and was put right by the school in between says how long it truly was', () => {
    const wrong = { then: 365 * DAY, now: 0 }
    expect([warned(wrong, 71, 'between'), warned(wrong, 73, 'between')]).toEqual([false, true])
  })

  it('that jumped by years since does not shout, ahead or back', () => {
    expect(warned({ then: 0, now: 5 * 365 * DAY }, 1, 'before')).toBe(false)
    expect(warned({ then: 0, now: -5 * 365 * DAY }, 1, 'before')).toBe(false)
    expect(warned({ then: 0, now: -5 * 365 * DAY }, 1, 'never')).toBe(false)
  })

  it('that had begun at 1970 when the work was done does not shout once it is right', () => {
    const start = NOW - 2 * HOUR
    const before = { offset: 0, freshAt: start - HOUR }
    const doneAt = timeAtSchool(0, before)
    expect([
      isOverdue(doneAt, timeAtSchool(NOW, before)),
      isOverdue(timeAtSchool(0, { offset: 0, freshAt: null }), NOW),
    ]).toEqual([false, false])
  })
})
