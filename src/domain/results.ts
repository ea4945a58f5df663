import type { Answer, Answers } from './answers.ts'
import type { Id, Sha256 } from './ids.ts'
import { exercisesIn, type Exercise } from './lesson.ts'
import { mark, type Verdict } from './marking.ts'
import type { PackText } from './pages.ts'

/** The words of the versions that copies answer to, by hash; what is not on this device is not in it. */
export type Texts = ReadonlyMap<Sha256, PackText>

/**
 * One answer beside the question it was given to. `verdict` is undefined where it is no answer to that question, as a hostile device may send; so are
 * `exercise` and `page` where the words are not here, or have no such question.
 */
export type Result = {
  answer: Answer
  exercise: Exercise | undefined
  page: { id: Id; title: string } | undefined
  number: number
  verdict: Verdict | undefined
}

/** The answers of a copy, marked again here, in reading order. What its own device thought of them does not count. */
export function resultsOf({ texts, answers }: Answers, known: Texts): Result[] {
  const places = texts.map((text) => placesIn(known.get(text.sha256)))
  const results = answers.map((answer) => {
    const place = places[answer.text]?.get(answer.exercise)
    const verdict = place && mark(place.exercise.task, answer.given)
    return {
      order: place?.order ?? Infinity,
      result: { answer, exercise: place?.exercise, page: place?.page, number: place?.number ?? 0, verdict },
    }
  })
  return results.toSorted((a, b) => a.order - b.order).map(({ result }) => result)
}

type Spot = { exercise: Exercise; page: { id: Id; title: string }; number: number; order: number }

function placesIn(text: PackText | undefined): Map<Id, Spot> {
  const places = new Map<Id, Spot>()
  for (const page of text?.pages ?? [])
    for (const [at, exercise] of exercisesIn(page.blocks).entries())
      places.set(exercise.id, {
        exercise,
        page: { id: page.id, title: page.title },
        number: at + 1,
        order: places.size,
      })
  return places
}

/** What a copy's answers are worth together, in hundredths of `of` questions; those without an answer are worth nothing. */
export function shareOf(results: readonly Result[], of: number): number {
  const sum = results.reduce((total, { verdict }) => total + (verdict?.share ?? 0), 0)
  return of === 0 ? 0 : Math.round(sum / of)
}
