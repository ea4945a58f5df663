import type { Id, MutationId } from '../../domain/ids.ts'
import type { DeskAssignment, DeskView } from '../../stores/views.ts'
import { countCells, placeOf } from './cells.ts'
import { deliveriesOf } from './deliveries.ts'

/**
 * What of a class asks for its teacher. `firstToOpen`: a copy to begin with. `dueToday`: with how many of the roster have handed in, paper
 * included. `lacking`: who does not have the last version of the newest pack yet, null when everyone has.
 */
export type Attention = {
  toOpen: number
  firstToOpen: MutationId | null
  dueToday: { id: Id; title: string; done: number; of: number }[]
  lacking: { title: string; missing: number; of: number } | null
}

/** `today`: from this moment's midnight to the next, in the device's time. */
export function attentionOf(desk: DeskView, now: number): Attention {
  const toOpen = desk.assignments.flatMap(({ cells }) => cells.filter((cell) => placeOf(cell) === 'toOpen'))
  const [newest] = desk.packs
  const held = newest && deliveriesOf(newest)
  const missing = held ? held.of - held.current.length : 0
  return {
    toOpen: toOpen.length,
    firstToOpen: toOpen[0]?.copy?.last?.id ?? null,
    dueToday: desk.assignments.filter(({ assignment }) => sameDay(assignment.dueAt, now)).map(progressOf),
    lacking: newest && held && missing > 0 ? { title: newest.pack.title, missing, of: held.of } : null,
  }
}

function progressOf({ id, assignment, cells }: DeskAssignment): Attention['dueToday'][number] {
  return { id, title: assignment.title, done: cells.length - countCells(cells).silent, of: cells.length }
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}
