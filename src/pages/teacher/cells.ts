import type { MutationId } from '../../domain/ids.ts'
import type { DeskAssignment, DeskCell } from '../../stores/views.ts'

/** Where one pupil's work stands for their teacher, in the order in which a teacher wants to see it. `toOpen`: a copy that no teacher has opened. */
export const PLACES = ['toOpen', 'opened', 'returned', 'paper', 'silent'] as const
export type Place = (typeof PLACES)[number]

export function placeOf(cell: DeskCell): Place {
  switch (cell.state) {
    case 'handedIn':
      return cell.copy?.last?.seen ? 'opened' : 'toOpen'
    case 'returned':
    case 'paper':
    case 'silent':
      return cell.state
  }
}

/** The pupils of an assignment by place, in the order of `PLACES`; places without a pupil are left out. */
export function groupCells(cells: readonly DeskCell[]): { place: Place; cells: DeskCell[] }[] {
  return PLACES.map((place) => ({ place, cells: cells.filter((cell) => placeOf(cell) === place) })).filter(
    (group) => group.cells.length > 0,
  )
}

/** How many pupils stand where. `late` counts copies that stand elsewhere too. */
export type Counts = Record<Place | 'late', number>

export function countCells(cells: readonly DeskCell[]): Counts {
  const counts: Counts = { toOpen: 0, opened: 0, returned: 0, paper: 0, silent: 0, late: 0 }
  for (const cell of cells) {
    counts[placeOf(cell)]++
    if (cell.late) counts.late++
  }
  return counts
}

/** Columns that a table shows at once; what is due before them is shown as panels. */
export const TABLE_MAX = 10

const DAY_MS = 86_400_000
const RECENT_MS = 7 * DAY_MS

/**
 * What is going on, soonest due first, and what is over, last due first. An assignment is over a week after its due moment, once no copy of it
 * waits to be opened.
 */
export function splitAssignments(
  assignments: readonly DeskAssignment[],
  now: number,
): { current: DeskAssignment[]; past: DeskAssignment[] } {
  const over = ({ assignment, cells }: DeskAssignment) =>
    assignment.dueAt < now - RECENT_MS && countCells(cells).toOpen === 0
  const byDue = [...assignments].sort((a, b) => a.assignment.dueAt - b.assignment.dueAt)
  return { current: byDue.filter((one) => !over(one)), past: byDue.filter(over).reverse() }
}

/** A pupil's copy among those of the same assignment, in the roster's order: its number from 1, how many there are, and the ones beside it. */
export type Beside = { at: number; of: number; previous: MutationId | null; next: MutationId | null }

export function copiesBeside(cells: readonly DeskCell[], pupilId: string): Beside | undefined {
  const copies = cells.flatMap(({ pupilId: id, copy }) => (copy?.last ? [{ pupil: id, copy: copy.last.id }] : []))
  const at = copies.findIndex(({ pupil }) => pupil === pupilId)
  if (at < 0) return undefined
  return {
    at: at + 1,
    of: copies.length,
    previous: copies[at - 1]?.copy ?? null,
    next: copies[at + 1]?.copy ?? null,
  }
}
