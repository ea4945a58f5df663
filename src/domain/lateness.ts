import type { Assignment } from './assignments.ts'
import type { Moment } from './ids.ts'

/** When a copy was finished, by its device's clock, corrected to the school's; and when the school got it, null before. */
export type Handed = { finishedAt: Moment; receivedAt: Moment | null }

/**
 * The moment that a copy is judged by. A network that was down is nobody's fault: when it was finished counts, unless its teacher says otherwise. No clock is
 * believed that puts it after the school had it.
 */
export function countedAt({ counts = 'finished' }: Pick<Assignment, 'counts'>, handed: Handed): Moment {
  const { finishedAt, receivedAt } = handed
  if (receivedAt === null) return finishedAt
  return counts === 'received' ? receivedAt : Math.min(finishedAt, receivedAt)
}

export function isLate(asked: Pick<Assignment, 'counts' | 'dueAt'>, handed: Handed): boolean {
  return countedAt(asked, handed) > asked.dueAt
}
