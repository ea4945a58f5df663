import { questionMark } from './attempts.ts'
import type { Given } from './given.ts'
import type { Id } from './ids.ts'
import type { Exercise } from './lesson.ts'
import type { Question } from './questions.ts'
import type { Result } from './results.ts'

/** The answers of one pupil of a class to the exercises of an assignment; null while nothing came. */
export type Handed = { pupilId: Id; results: readonly Result[] | null }

/**
 * How a class did with one question. `older`: it is asked otherwise by now, or not at all. `given`: each different answer with who gave it, most frequent
 * first. `firstRight`: how many had it right at the first try.
 */
export type Tally = {
  key: string
  exercise: Exercise
  page: { id: Id; title: string }
  number: number
  older: boolean
  right: number
  half: number
  wrong: number
  firstRight: number
  given: { given: Given; share: number; count: number }[]
}

const keyOf = (exercise: Exercise): string => `${exercise.id} ${questionMark(exercise)}`

/** Question by question: those that are asked now in their order, then what was answered in older versions. `asked` is undefined while that is not known. */
export function tallied(asked: readonly Question[] | undefined, handed: readonly Handed[]): Tally[] {
  const tallies = new Map<string, Tally>()
  const open = ({ exercise, page, number }: Pick<Tally, 'exercise' | 'page' | 'number'>, older: boolean): Tally => {
    const key = keyOf(exercise)
    const known = tallies.get(key)
    if (known) return known
    const counts = { right: 0, half: 0, wrong: 0, firstRight: 0 }
    const made = { key, exercise, page: { id: page.id, title: page.title }, number, older, ...counts, given: [] }
    tallies.set(key, made)
    return made
  }
  for (const question of asked ?? []) open(question, false)
  for (const { results } of handed)
    for (const { exercise, page, number, answer, verdict } of results ?? []) {
      if (!exercise || !page || !verdict) continue
      const tally = open({ exercise, page, number }, asked !== undefined)
      if (verdict.share === 100) tally.right++
      else if (verdict.share > 0) tally.half++
      else tally.wrong++
      if (verdict.share === 100 && !answer.first && !answer.looked) tally.firstRight++
      count(tally, answer.given, verdict.share)
    }
  for (const { given } of tallies.values()) given.sort((a, b) => b.count - a.count)
  return [...tallies.values()]
}

function count({ given: all }: Tally, given: Given, share: number): void {
  const written = JSON.stringify(given).toLowerCase()
  const same = all.find((one) => JSON.stringify(one.given).toLowerCase() === written)
  if (same) same.count++
  else all.push({ given, share, count: 1 })
}

/** What one pupil has of a question; undefined where there is no answer to it. */
export function resultFor(tally: Tally, { results }: Handed): Result | undefined {
  return results?.find(({ exercise }) => exercise && keyOf(exercise) === tally.key)
}
