import * as v from 'valibot'
import { Inline } from './inlines.ts'
import { scatter } from './scatter.ts'

const words = v.pipe(v.string(), v.maxLength(500))
const line = v.array(Inline)
const said = v.exactOptional(line)

/** What an answer is worth, in hundredths: 100 is right, 0 is wrong, what lies between is half right. */
const Share = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))

const Option = v.strictObject({ inline: line, share: Share, said })
export type Option = v.InferOutput<typeof Option>

/** An answer that someone may write. `*` stands for anything, `\*` for a star. A `share` of 0 is a mistake that has something said of it. */
const Wording = v.strictObject({ text: words, share: Share, said })
export type Wording = v.InferOutput<typeof Wording>

/** A hole in a text. With `choices` one of them is taken, without it is written. */
const Gap = v.strictObject({
  accepted: v.pipe(v.array(words), v.minLength(1), v.maxLength(50)),
  choices: v.exactOptional(v.pipe(v.array(words), v.minLength(2), v.maxLength(50))),
})
export type Gap = v.InferOutput<typeof Gap>

/** What an exercise asks, with its answers: pupils practise without a network, so the key travels with the question. */
export const Task = v.variant('kind', [
  /** One option, or `several`: then each right one and no other. */
  v.strictObject({
    kind: v.literal('choice'),
    several: v.boolean(),
    shuffle: v.boolean(),
    options: v.pipe(v.array(Option), v.minLength(2), v.maxLength(30)),
  }),
  v.strictObject({ kind: v.literal('truth'), right: v.boolean(), saidRight: said, saidWrong: said }),
  /** A few words. `exactCase`: capitals count. */
  v.strictObject({
    kind: v.literal('short'),
    exactCase: v.boolean(),
    accepted: v.pipe(v.array(Wording), v.minLength(1), v.maxLength(50)),
  }),
  /** A number, right within `tolerance` either way. `unit`: written after the field, and taken when it is typed too. */
  v.strictObject({
    kind: v.literal('number'),
    accepted: v.pipe(
      v.array(v.strictObject({ value: v.number(), tolerance: v.pipe(v.number(), v.minValue(0)), share: Share, said })),
      v.minLength(1),
      v.maxLength(50),
    ),
    unit: v.exactOptional(v.pipe(v.string(), v.maxLength(40))),
    /** Said of any other number. */
    saidWrong: said,
  }),
  v.strictObject({
    kind: v.literal('gaps'),
    exactCase: v.boolean(),
    parts: v.pipe(
      v.array(v.union([v.strictObject({ inline: line }), v.strictObject({ gap: Gap })])),
      v.minLength(1),
      v.maxLength(200),
    ),
  }),
  /** `items` in their right order; shown in another. */
  v.strictObject({ kind: v.literal('order'), items: v.pipe(v.array(line), v.minLength(2), v.maxLength(30)) }),
  /** Each `left` with its `right`; `others` go with none. */
  v.strictObject({
    kind: v.literal('match'),
    pairs: v.pipe(v.array(v.strictObject({ left: line, right: line })), v.minLength(2), v.maxLength(30)),
    others: v.pipe(v.array(line), v.maxLength(30)),
  }),
])
export type Task = v.InferOutput<typeof Task>
export type TaskKind = Task['kind']
export type TaskOf<K extends TaskKind> = Extract<Task, { kind: K }>

/** The holes of a text, in order. */
export function gapsOf(task: TaskOf<'gaps'>): Gap[] {
  return task.parts.flatMap((part) => ('gap' in part ? [part.gap] : []))
}

/** What can be put beside the lefts of a matching: the rights, each once, then what goes with none. */
export function rightsOf(task: TaskOf<'match'>): Inline[][] {
  const once = new Map(
    [...task.pairs.map(({ right }) => right), ...task.others].map((one) => [JSON.stringify(one), one]),
  )
  return [...once.values()]
}

/**
 * The order in which `count` things are shown: always the same for the same `seed`, so that nothing moves under a reader, and never as they are
 * (where there are two or more).
 */
export function shuffled(count: number, seed: string): number[] {
  const order = Array.from({ length: count }, (_, at) => at)
  let state = scatter(seed)
  for (let at = count - 1; at > 0; at--) {
    state = (Math.imul(state, 0x19660d) + 0x3c6ef35f) >>> 0
    const other = Math.floor((state / 2 ** 32) * (at + 1))
    ;[order[at], order[other]] = [order[other] ?? other, order[at] ?? at]
  }
  return order.every((one, at) => one === at) ? order.map((one) => (one + 1) % count) : order
}
