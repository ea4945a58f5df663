import { expect, it } from 'vitest'
import { busyUntil } from './turn.ts'

it('leaves a busy school alone until the time it gave, but not for the years that a clock was set back', () => {
  expect(busyUntil({ busyUntil: null }, 5000)).toBeNull()
  expect(busyUntil({ busyUntil: 6000 }, 5000)).toBe(6000)
  expect(busyUntil({ busyUntil: 5000 }, 5000)).toBeNull()
  expect(busyUntil({ busyUntil: 6000 + 365 * 24 * 3600_000 }, 5000)).toBeNull()
})
