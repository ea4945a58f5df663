import { shallowReactive } from 'vue'
import { stepped, UNTOUCHED, type Attempt, type Step } from '../../domain/attempts.ts'
import type { Id } from '../../domain/ids.ts'
import type { Exercise } from '../../domain/lesson.ts'

/** Where the exercises of a lesson are done: what was answered so far, and what is done next. */
export type Practice = {
  attempt: (exercise: Exercise) => Attempt
  step: (exercise: Exercise, step: Step) => void
  /** Only to be read, as on the screen of whoever marks. */
  readonly?: true
  /** What there is to say of an answer beside what it is worth, a line each. */
  notes?: (exercise: Exercise) => string[]
}

/** For looking at a lesson that is nobody's work: answers are gone with the page. */
export function rehearsal(): Practice {
  const attempts = shallowReactive(new Map<Id, Attempt>())
  const attempt = ({ id }: Exercise) => attempts.get(id) ?? UNTOUCHED
  return {
    attempt,
    step: (exercise, step) => void attempts.set(exercise.id, stepped(exercise, attempt(exercise), step)),
  }
}
