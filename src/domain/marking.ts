import { gapsOf, rightsOf, type Gap, type Task, type TaskOf } from './exercises.ts'
import type { Given, GivenOf } from './given.ts'
import type { Inline } from './inlines.ts'
import { isNear, readNumber } from './numbers.ts'
import { compare } from './wordings.ts'

/**
 * What an answer is worth. `share`: hundredths, 100 for all right. `parts`: for gaps, orders and matchings, each in its turn. `said`: what the author says
 * to this answer. `near`: it would be right but for accents or capitals.
 */
export type Verdict = { share: number; parts?: boolean[]; said?: Inline[]; near?: true }

/** Marks an answer, on a phone or on the teacher's screen alike; undefined where it cannot be read as one, as words in place of a number. */
export function mark(task: Task, given: Given): Verdict | undefined {
  switch (task.kind) {
    case 'choice':
      return given.kind === 'choice' ? markChoice(task, given) : undefined
    case 'truth':
      return given.kind === 'truth' ? markTruth(task, given) : undefined
    case 'short':
      return given.kind === 'short' ? markShort(task, given) : undefined
    case 'number':
      return given.kind === 'number' ? markNumber(task, given) : undefined
    case 'gaps':
      return given.kind === 'gaps' ? markGaps(task, given) : undefined
    case 'order':
      return given.kind === 'order' ? markOrder(task, given) : undefined
    case 'match':
      return given.kind === 'match' ? markMatch(task, given) : undefined
  }
}

const withSaid = (share: number, said: Inline[] | undefined): Verdict => ({ share, ...(said && { said }) })

/** Of several, what is chosen wrongly takes back what is chosen rightly: whoever ticks everything has found nothing. */
function markChoice({ options, several }: TaskOf<'choice'>, { chosen }: GivenOf<'choice'>): Verdict | undefined {
  const picked = chosen.flatMap((at) => options[at] ?? [])
  if (picked.length !== chosen.length || new Set(chosen).size !== chosen.length || picked.length === 0) return undefined
  const [first] = picked
  if (!several) return picked.length === 1 && first ? withSaid(first.share, first.said) : undefined
  const right = options.filter(({ share }) => share > 0).length
  const hits = picked.filter(({ share }) => share > 0).length
  const found = right === 0 ? 0 : Math.max(0, hits - (picked.length - hits)) / right
  const lines = picked.flatMap(({ said }) => (said ? [said] : []))
  return withSaid(Math.floor(found * 100), lines.length > 0 ? joined(lines) : undefined)
}

/** What is said of several options, a line each. */
function joined(lines: readonly Inline[][]): Inline[] {
  return lines.flatMap((inline, at): Inline[] => (at === 0 ? inline : [{ node: 'break' }, ...inline]))
}

function markTruth({ right, saidRight, saidWrong }: TaskOf<'truth'>, { says }: GivenOf<'truth'>): Verdict {
  return says === right ? withSaid(100, saidRight) : withSaid(0, saidWrong)
}

function markShort({ accepted, exactCase }: TaskOf<'short'>, { text }: GivenOf<'short'>): Verdict {
  const same = accepted.find((wording) => compare(text, wording.text, exactCase) === 'same')
  const near = accepted.some(({ share, text: key }) => share === 100 && compare(text, key, exactCase) === 'near')
  const verdict = withSaid(same?.share ?? 0, same?.said)
  return near && verdict.share === 0 ? { ...verdict, near } : verdict
}

function markNumber({ accepted, unit, saidWrong }: TaskOf<'number'>, { text }: GivenOf<'number'>): Verdict | undefined {
  const value = readNumber(text, unit)
  if (value === undefined) return undefined
  const fitting = accepted.filter((one) => isNear(value, one.value, one.tolerance))
  const best = fitting.toSorted((a, b) => b.share - a.share)[0]
  return best ? withSaid(best.share, best.said) : withSaid(0, saidWrong)
}

function markGaps(task: TaskOf<'gaps'>, { texts }: GivenOf<'gaps'>): Verdict {
  const gaps = gapsOf(task)
  return counted(gaps.map((gap, at) => fills(gap, texts[at] ?? '', task.exactCase)))
}

function fills({ accepted, choices }: Gap, text: string, exactCase: boolean): boolean {
  return accepted.some((key) => (choices ? text === key : compare(text, key, exactCase) === 'same'))
}

function markOrder({ items }: TaskOf<'order'>, { places }: GivenOf<'order'>): Verdict | undefined {
  if (places.length !== items.length || new Set(places).size !== items.length) return undefined
  const written = items.map((item) => JSON.stringify(item))
  // Two items that read the same may stand for each other.
  return counted(written.map((item, at) => item === written[places[at] ?? -1]))
}

function markMatch(task: TaskOf<'match'>, { rights }: GivenOf<'match'>): Verdict {
  const options = rightsOf(task).map((right) => JSON.stringify(right))
  return counted(task.pairs.map(({ right }, at) => JSON.stringify(right) === options[rights[at] ?? -1]))
}

function counted(parts: boolean[]): Verdict {
  const right = parts.filter(Boolean).length
  return { share: Math.floor((right / parts.length) * 100), parts }
}
