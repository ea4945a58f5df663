import { attemptAt, verdictOf, type Attempts } from './attempts.ts'
import { isWritten } from './given.ts'
import type { Id } from './ids.ts'
import { exercisesIn, type Exercise } from './lesson.ts'
import type { Page } from './pages.ts'

/** How far someone is with an exercise: nothing written, written but not marked, or what the last mark said. */
export type Progress = 'none' | 'written' | 'right' | 'half' | 'wrong'

/** An exercise that is asked, where it stands: its page, its number on it from 1. */
export type Question = { page: Page; number: number; exercise: Exercise }

/** The exercises of the pages that an assignment means, in reading order; of all where it names none. */
export function questionsIn(pages: readonly Page[], meant: readonly Id[] | undefined): Question[] {
  return pages
    .filter(({ id }) => meant?.includes(id) ?? true)
    .flatMap((page) => exercisesIn(page.blocks).map((exercise, at) => ({ page, number: at + 1, exercise })))
}

/** `changed`: what was answered is another question than the one that is asked by now. */
export function progressOf(exercise: Exercise, attempts: Attempts): { progress: Progress; changed: boolean } {
  const { attempt, changed } = attemptAt(attempts, exercise)
  const verdict = verdictOf(exercise, attempt.best ? { ...attempt, given: attempt.best, marked: true } : attempt)
  if (verdict) return { progress: verdict.share === 100 ? 'right' : verdict.share > 0 ? 'half' : 'wrong', changed }
  return { progress: attempt.given && isWritten(attempt.given) ? 'written' : 'none', changed }
}
