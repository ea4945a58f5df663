import * as v from 'valibot'

const words = v.pipe(v.string(), v.maxLength(500))
const place = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99))

/**
 * What somebody answers. Options, items and rights go by their number as the exercise has them, whatever the order in which they were shown;
 * `null` where nothing is put yet.
 */
export const Given = v.variant('kind', [
  v.object({ kind: v.literal('choice'), chosen: v.pipe(v.array(place), v.maxLength(30)) }),
  v.object({ kind: v.literal('truth'), says: v.boolean() }),
  v.object({ kind: v.literal('short'), text: words }),
  v.object({ kind: v.literal('number'), text: words }),
  v.object({ kind: v.literal('gaps'), texts: v.pipe(v.array(words), v.maxLength(200)) }),
  v.object({ kind: v.literal('order'), places: v.pipe(v.array(place), v.maxLength(30)) }),
  v.object({ kind: v.literal('match'), rights: v.pipe(v.array(v.nullable(place)), v.maxLength(30)) }),
])
export type Given = v.InferOutput<typeof Given>
export type GivenOf<K extends Given['kind']> = Extract<Given, { kind: K }>

/** Whether there is something of an answer. */
export function isWritten(given: Given): boolean {
  switch (given.kind) {
    case 'choice':
      return given.chosen.length > 0
    case 'truth':
    case 'order':
      return true
    case 'short':
    case 'number':
      return given.text.trim() !== ''
    case 'gaps':
      return given.texts.some((text) => text.trim() !== '')
    case 'match':
      return given.rights.some((right) => right !== null)
  }
}
