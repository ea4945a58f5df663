import type { Moment } from '../domain/ids.ts'
import { daysApart } from './format.ts'

/** Work sorted as a pupil sees it: what is late, the day, the next one, the rest of the week (which ends on Sunday), later, and what is done. */
export type Days<T> = { late: T[]; today: T[]; tomorrow: T[]; week: T[]; later: T[]; done: T[] }
export type Day = keyof Days<unknown>

/** In which part of the book something due at `dueAt` stands, by this device's calendar. What was due earlier today is late. */
export function dayOf(dueAt: Moment, now: Moment): Exclude<Day, 'done'> {
  if (dueAt < now) return 'late'
  const days = daysApart(dueAt, now)
  if (days === 0) return 'today'
  if (days === 1) return 'tomorrow'
  const daysToSunday = (7 - new Date(now).getDay()) % 7
  return days <= daysToSunday ? 'week' : 'later'
}

/** Sorts work by day; each part keeps the order of `works`. */
export function byDay<T extends { assignment: { dueAt: Moment }; done: boolean }>(
  works: readonly T[],
  now: Moment,
): Days<T> {
  const days: Days<T> = { late: [], today: [], tomorrow: [], week: [], later: [], done: [] }
  for (const work of works) days[work.done ? 'done' : dayOf(work.assignment.dueAt, now)].push(work)
  return days
}
