import * as v from 'valibot'
import { Given } from './given.ts'
import { FileRef, wellCut } from './files.ts'
import { Id } from './ids.ts'

/** The most answers, and the most versions of a pack that they are answers to, in one copy. */
export const ANSWERS_MAX = 300
export const TEXTS_MAX = 8

/** The longest words of a pack that a teacher's device fetches because a copy names them, in bytes. */
const TEXT_BYTES_MAX = 32 * 1024 * 1024

const Text = v.pipe(
  FileRef,
  v.check((file) => file.type === 'application/json' && file.bytes <= TEXT_BYTES_MAX && wellCut(file)),
)

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/**
 * What someone answered to one exercise. `tries`: how often they had it marked, 0 for not yet; `first`: what they answered then, where the last answer is
 * another; `looked`: they let themselves be shown the right one. `text`: which of the texts has the question they read.
 */
export const Answer = v.object({
  exercise: Id,
  given: Given,
  tries: v.pipe(count, v.maxValue(1000)),
  first: v.exactOptional(Given),
  looked: v.exactOptional(v.literal(true)),
  text: v.pipe(count, v.maxValue(TEXTS_MAX - 1)),
})
export type Answer = v.InferOutput<typeof Answer>

/** The answers of a copy. They stay with the words they were given to: `texts` are those of the versions of the pack that were read. */
export const Answers = v.pipe(
  v.object({
    packId: Id,
    texts: v.pipe(v.array(Text), v.minLength(1), v.maxLength(TEXTS_MAX)),
    answers: v.pipe(v.array(Answer), v.minLength(1), v.maxLength(ANSWERS_MAX)),
  }),
  v.check(({ texts, answers }) => answers.every(({ text }) => text < texts.length)),
  // A turn has room for it beside other work.
  v.check((answers) => JSON.stringify(answers).length <= 100_000),
  v.check(({ answers }) => new Set(answers.map(({ exercise }) => exercise)).size === answers.length),
)
export type Answers = v.InferOutput<typeof Answers>
