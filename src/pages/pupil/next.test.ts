import { describe, expect, it } from 'vitest'
import { draftKey } from './draft.ts'
import { begunAt, nextOf } from './next.ts'

const HOUR = 3_600_000
const now = 1_617_700_000_000
const work = (id: string, dueIn: number, done = false) => ({
  id,
  classId: '6a',
  assignment: { dueAt: now + dueIn * HOUR },
  done,
})
const begun = (id: string, hoursAgo: number) => ({ key: draftKey('6a', id), savedAt: now - hoursAgo * HOUR })

describe('the one next thing', () => {
  const late = work('late', -5)
  const soon = work('soon', 2)
  const far = work('far', 90)

  it('is due soonest, what is late included', () => {
    expect(nextOf([far, soon, late], [], now)).toBe(late)
  })

  it('is never something done', () => {
    expect(nextOf([work('done', 1, true), far], [begun('done', 1)], now)).toBe(far)
    expect(nextOf([work('done', 1, true)], [], now)).toBeUndefined()
  })

  it('is what was begun last', () => {
    expect(nextOf([late, soon, far], [begun('soon', 3), begun('far', 1)], now)).toBe(far)
  })

  it('is not what was begun and left for a day', () => {
    expect(nextOf([late, far], [begun('far', 30)], now)).toBe(late)
  })
})

it('knows a copy begun in another class as another one', () => {
  expect(begunAt(work('same', 1), [{ key: draftKey('5b', 'same'), savedAt: now }])).toBeUndefined()
  expect(begunAt(work('same', 1), [begun('same', 0)])).toBe(now)
})
