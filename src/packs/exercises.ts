import * as v from 'valibot'
import { Task } from '../domain/exercises.ts'
import type { Inline } from '../domain/inlines.ts'
import type { Block } from '../domain/lesson.ts'
import { scatter } from '../domain/scatter.ts'
import { inlineOf, merged, trimmed } from './inlines.ts'
import { slugOf } from './paths.ts'
import type { Place } from './place.ts'
import { wordsOf, type Element, type Part } from './tree.ts'

type Spot = { at: Place; depth: number }

/**
 * The block that an `Exercise` element makes, as readers of questions leave it: its `Prompt`, its `Explanation`, and what its kind asks for. Where it is
 * none after all (one option alone, nothing that is right), its prompt stays, and the place has said so. `promptOf` makes blocks of parts.
 */
export function exerciseOf(element: Element, spot: Spot, promptOf: (parts: readonly Part[]) => Block[]): Block[] {
  const prompt = promptOf(insideOf(element, 'Prompt'))
  const task = v.safeParse(Task, taskOf(element, spot))
  if (!task.success || !canBeRight(task.output)) {
    spot.at.say('exerciseUnread', titleOf(element))
    return prompt
  }
  const id = spot.at.exerciseId(slugOf(element.attrs.name ?? '') || markOf(titleOf(element)))
  return [{ node: 'exercise', id, prompt, task: task.output, ...lineAs('explanation', element, 'Explanation', spot) }]
}

/** What to call an exercise where something has to be said of it. */
function titleOf(element: Element): string {
  return (element.attrs.name || wordsOf(element).replace(/\s+/g, ' ').trim()).slice(0, 200)
}

/** Without a name, an exercise keeps its id as long as it keeps its words. */
function markOf(words: string): string {
  return `q${scatter(words).toString(36)}`
}

/** What the schema is asked about: nothing is sure yet. */
function taskOf(element: Element, spot: Spot): unknown {
  const { kind = '', several, shuffle, right, exactCase, unit } = element.attrs
  const each = (tag: string) => childrenOf(element, tag)
  switch (kind) {
    case 'choice':
      return {
        ...{ kind, several: several === 'true', shuffle: shuffle === 'true' },
        options: each('Option').map((one) => ({ inline: lineOf(one.children, spot), ...worthOf(one, spot) })),
      }
    case 'truth':
      return {
        ...{ kind, right: right === 'true' },
        ...lineAs('saidRight', element, 'SaidRight', spot),
        ...lineAs('saidWrong', element, 'SaidWrong', spot),
      }
    case 'short':
      return {
        ...{ kind, exactCase: exactCase === 'true' },
        accepted: each('Wording').map((one) => ({ text: one.attrs.text, ...worthOf(one, spot) })),
      }
    case 'number':
      return {
        ...{ kind, ...(unit && { unit }) },
        accepted: each('Value').map((one) => ({
          ...{ value: Number(one.attrs.value), tolerance: Number(one.attrs.tolerance) },
          ...worthOf(one, spot),
        })),
        ...lineAs('saidWrong', element, 'SaidWrong', spot),
      }
    case 'gaps':
      return { kind, exactCase: exactCase === 'true', parts: element.children.flatMap((part) => gapOf(part, spot)) }
    case 'order':
      return { kind, items: each('Item').map((one) => lineOf(one.children, spot)) }
    case 'match':
      return {
        kind,
        pairs: each('Pair').map((one) => ({
          left: lineOf(insideOf(one, 'Left'), spot),
          right: lineOf(insideOf(one, 'Right'), spot),
        })),
        others: each('Other').map((one) => lineOf(one.children, spot)),
      }
    default:
      return undefined
  }
}

/** Words beside a hole keep the space that stands between them and it. */
function gapOf(part: Part, spot: Spot): unknown[] {
  if (typeof part === 'string' || (part.tag !== 'Words' && part.tag !== 'Gap')) return []
  if (part.tag === 'Words') {
    const { before = '', after = '' } = part.attrs
    const inline = merged([...textOf(before), ...lineOf(part.children, spot), ...textOf(after)])
    return inline.length > 0 ? [{ inline }] : []
  }
  const wordings = childrenOf(part, 'Wording')
  const accepted = wordings.filter(({ attrs }) => Number(attrs.share) > 0).map(({ attrs }) => attrs.text)
  const all = [...new Set(wordings.map(({ attrs }) => attrs.text))]
  return [{ gap: { accepted, ...(part.attrs.choices === 'true' && { choices: all }) } }]
}

const textOf = (text: string): Inline[] => (text === '' ? [] : [{ node: 'text', text }])

function worthOf(element: Element, spot: Spot): object {
  return { share: Number(element.attrs.share), ...lineAs('said', element, 'Said', spot) }
}

/** Parts as one line of words: what is no part of it, pictures for one, the place says it did not take. */
function lineOf(children: readonly Part[], spot: Spot): Inline[] {
  const own = children.filter((part) => typeof part === 'string' || part.tag !== 'Said')
  const { inline, after } = inlineOf(own, spot)
  for (const block of after) spot.at.say('exercisePart', block.node)
  return trimmed(inline)
}

function lineAs(field: string, element: Element, tag: string, spot: Spot): Record<string, Inline[]> {
  const inline = lineOf(insideOf(element, tag), spot)
  return inline.length > 0 ? { [field]: inline } : {}
}

function childrenOf(element: Element, tag: string): Element[] {
  return element.children.filter((part) => typeof part !== 'string').filter((part) => part.tag === tag)
}

function insideOf(element: Element, tag: string): Part[] {
  return childrenOf(element, tag).flatMap(({ children }) => children)
}

/** Whether there is an answer that is right, whole. */
function canBeRight(task: Task): boolean {
  switch (task.kind) {
    case 'choice':
      return task.options.some(({ share }) => share === 100 || (task.several && share > 0))
    case 'short':
    case 'number':
      return task.accepted.some(({ share }) => share === 100)
    case 'gaps':
      return task.parts.some((part) => 'gap' in part)
    case 'truth':
    case 'order':
    case 'match':
      return true
  }
}
