import type { Id, Moment } from '../../domain/ids.ts'
import { draftKey } from './draft.ts'

/** A copy begun on this device, and when it was last kept. */
export type Begun = { key: string; savedAt: Moment }
type Work = { id: Id; classId: Id; assignment: { dueAt: Moment }; done: boolean }

/** How long something begun comes before what is due sooner, in milliseconds: what was left for longer waits for its turn. */
const FRESH = 24 * 60 * 60 * 1000

/** When the copy of a piece of work was begun, or undefined. */
export function begunAt(work: Pick<Work, 'id' | 'classId'>, begun: readonly Begun[]): Moment | undefined {
  const key = draftKey(work.classId, work.id)
  return begun.find((one) => one.key === key)?.savedAt
}

/** The one next thing: what was begun within a day (the last one touched), else what is due soonest. Undefined when all is done. */
export function nextOf<W extends Work>(works: readonly W[], begun: readonly Begun[], now: Moment): W | undefined {
  const open = works.filter((work) => !work.done)
  const touched = (work: W) => begunAt(work, begun) ?? 0
  const [last] = open.filter((work) => now - touched(work) < FRESH).toSorted((a, b) => touched(b) - touched(a))
  return last ?? open.toSorted((a, b) => a.assignment.dueAt - b.assignment.dueAt)[0]
}
