import * as v from 'valibot'
import { ANSWERS_MAX, type Answer, type Answers } from './answers.ts'
import { Given, isWritten } from './given.ts'
import { FileRef } from './files.ts'
import { Id } from './ids.ts'
import type { Exercise } from './lesson.ts'
import { mark, type Verdict } from './marking.ts'
import { scatter } from './scatter.ts'

/**
 * Someone's way through one exercise, on their device. `given`: what they answer now, `marked` when they had it marked as it is, `shown` when the right
 * answer is before their eyes. `tries`: how often they had it marked. `first`: what they answered then; `best`: what was worth most, the last of equals.
 * `looked`: they once let themselves be shown the right answer.
 */
export const Attempt = v.object({
  given: v.nullable(Given),
  marked: v.boolean(),
  shown: v.boolean(),
  tries: v.pipe(v.number(), v.integer(), v.minValue(0)),
  first: v.exactOptional(Given),
  best: v.exactOptional(Given),
  looked: v.exactOptional(v.literal(true)),
})
export type Attempt = v.InferOutput<typeof Attempt>

export const UNTOUCHED: Attempt = { given: null, marked: false, shown: false, tries: 0 }

/** What can be done with an exercise: answer it, have it marked, be shown the right answer, begin again. */
export type Step = { give: Given } | 'mark' | 'look' | 'again'

/** The attempt after a step; the very same where the step does nothing, as marking what is no answer. */
export function stepped(exercise: Exercise, attempt: Attempt, step: Step): Attempt {
  if (step === 'look') return { ...attempt, shown: true, looked: true }
  if (step === 'again') return { ...attempt, given: null, marked: false, shown: false }
  if (attempt.shown || isSpent(exercise, attempt)) return attempt
  if (step !== 'mark') return { ...attempt, given: step.give, marked: false }
  const { given } = attempt
  const verdict = given && isWritten(given) ? mark(exercise.task, given) : undefined
  if (!given || !verdict || attempt.marked) return attempt
  const before = attempt.best && mark(exercise.task, attempt.best)
  const better = !before || verdict.share >= before.share
  return {
    ...attempt,
    marked: true,
    tries: attempt.tries + 1,
    first: attempt.first ?? given,
    ...(better && { best: given }),
  }
}

/** Whether the teacher gives no further try. */
export function isSpent({ tries }: Exercise, attempt: Attempt): boolean {
  return tries !== undefined && attempt.tries >= tries
}

/** What the answer as it stands is worth, once it was marked. */
export function verdictOf({ task }: Exercise, { given, marked }: Attempt): Verdict | undefined {
  return marked && given ? mark(task, given) : undefined
}

/** What a copy says of an attempt: the best that was marked, else what is written; undefined when nothing is. */
export function answerOf(exercise: Id, attempt: Attempt): Omit<Answer, 'text'> | undefined {
  const given = attempt.best ?? attempt.given
  if (!given || !isWritten(given)) return undefined
  const { tries, first, looked } = attempt
  const other = first !== undefined && JSON.stringify(first) !== JSON.stringify(given)
  return { exercise, given, tries, ...(other && { first }), ...(looked && { looked }) }
}

/** The question as it is asked: while this is the same, an answer still answers it. */
export function questionMark({ prompt, task }: Exercise): number {
  return scatter(JSON.stringify([prompt, task]))
}

/**
 * What someone did of the exercises of a pack, by exercise. `text`: the words they read; `question`: the mark of the question in them, so that an answer
 * goes on with a version that asks the same, and waits beside one that asks something else.
 */
export const Attempts = v.record(Id, v.object({ attempt: Attempt, text: FileRef, question: v.number() }))
export type Attempts = v.InferOutput<typeof Attempts>

/** The attempt at an exercise as it is asked now; `changed` when what was answered is another question. */
export function attemptAt(attempts: Attempts, exercise: Exercise): { attempt: Attempt; changed: boolean } {
  const kept = attempts[exercise.id]
  const same = kept?.question === questionMark(exercise)
  return { attempt: kept && same ? kept.attempt : UNTOUCHED, changed: kept !== undefined && !same }
}

/** The answers that a copy takes with it, of those exercises that `asked` names. Undefined when there is none. */
export function answersOf(packId: Id, attempts: Attempts, asked: (exercise: Id) => boolean): Answers | undefined {
  const texts = new Map<string, FileRef>()
  const answers = Object.entries(attempts).flatMap(([exercise, { attempt, text }]) => {
    const answer = asked(exercise) ? answerOf(exercise, attempt) : undefined
    if (!answer) return []
    if (!texts.has(text.sha256)) texts.set(text.sha256, text)
    return [{ ...answer, text: [...texts.keys()].indexOf(text.sha256) }]
  })
  return answers.length > 0 ? { packId, texts: [...texts.values()], answers: answers.slice(0, ANSWERS_MAX) } : undefined
}
