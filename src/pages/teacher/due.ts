import type { AssignmentView } from '../../stores/views.ts'

const HOUR = 18

/** When work is due unless a teacher says otherwise: the next weekday after today, at six in the evening of the device's time. */
export function nextDue(now: number): number {
  const at = new Date(now)
  at.setHours(HOUR, 0, 0, 0)
  do at.setDate(at.getDate() + 1)
  while (at.getDay() === 0 || at.getDay() === 6)
  return at.getTime()
}

/** What a class is already asked for the same day, all its teachers together, in minutes; the assignment being written is left out. */
export function askedThatDay(
  assignments: readonly AssignmentView[],
  dueAt: number,
  except: string,
): { works: number; minutes: number } {
  const day = new Date(dueAt).toDateString()
  const same = assignments.filter(
    ({ id, assignment }) => id !== except && new Date(assignment.dueAt).toDateString() === day,
  )
  return { works: same.length, minutes: same.reduce((sum, { assignment }) => sum + assignment.minutes, 0) }
}
