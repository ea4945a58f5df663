import { describe, expect, it } from 'vitest'
import type { AssignmentView } from '../../stores/views.ts'
import { askedThatDay, nextDue } from './due.ts'

const at = (written: string) => new Date(written).getTime()

describe('when work is due unless said otherwise', () => {
  it.each([
    ['2021-04-06T09:00', '2021-04-07T18:00'],
    ['2021-04-06T23:59', '2021-04-07T18:00'],
    ['2021-04-09T08:00', '2021-04-12T18:00'],
    ['2021-04-10T08:00', '2021-04-12T18:00'],
    ['2021-12-31T08:00', '2022-01-03T18:00'],
  ])('given on %s: %s', (now, due) => {
    expect(nextDue(at(now))).toBe(at(due))
  })
})

describe('what a class is asked the same day', () => {
  const work = (id: string, due: string, minutes: number) => ({ id, assignment: { dueAt: at(due), minutes } })
  const all = [
    work('a', '2021-04-06T08:00', 20),
    work('b', '2021-04-06T18:00', 45),
    work('c', '2021-04-07T08:00', 60),
  ] as AssignmentView[]

  it('sums its teachers, whatever the hour', () => {
    expect(askedThatDay(all, at('2021-04-06T12:00'), 'new')).toEqual({ works: 2, minutes: 65 })
  })

  it('leaves out the one being written', () => {
    expect(askedThatDay(all, at('2021-04-06T12:00'), 'b')).toEqual({ works: 1, minutes: 20 })
  })
})
