import { richWords, shown } from './giftWords.ts'
import { made, type Element, type Part } from './tree.ts'

/** One answer of a list: `=` or `~`, what it is worth where that is said (in hundredths, below zero too), its words and what is said of it. */
type Item = { mark: '=' | '~'; share: number | undefined; text: string; said: string | undefined }

type Words = (text: string) => Part[]

/**
 * The exercise that one answer between braces makes, without its prompt; `open` where it is left to the pupil to write at length, undefined where it makes
 * no sense. Text is as `hide` left it.
 */
export function answersOf(body: string, format: string | undefined): Element | 'open' | undefined {
  const words: Words = (text) => {
    const [, own, rest = ''] = /^\s*(?:\[(html|markdown|plain|moodle)\])?(.*)$/s.exec(text) ?? []
    return richWords(rest, own ?? format)
  }
  const [answers, general] = cut(body, '####')
  const task = listOf(answers.trim(), words)
  if (task === 'open' || !task || general === undefined || general.trim() === '') return task
  return { ...task, children: [...task.children, made('Explanation', words(general))] }
}

function listOf(body: string, words: Words): Element | 'open' | undefined {
  if (body === '') return 'open'
  if (body.startsWith('#')) return numberOf(body.slice(1), words)
  if (body.startsWith('>')) return orderOf(body, words)
  const truth = /^(T|TRUE|V|VRAI|F|FALSE|FAUX)\s*(?:#([^#]*))?(?:#([^#]*))?$/i.exec(body)
  if (truth) return truthOf(/^[TV]/i.test(truth[1] ?? ''), truth[3], truth[2], words)
  const items = itemsOf(body)
  if (!items || items.length === 0) return undefined
  if (items.every(({ text, mark }) => mark === '=' && text.includes('->'))) return matchOf(items, words)
  return items.some(({ mark }) => mark === '~') ? choiceOf(items, words) : shortOf(items, words)
}

/** GIFT says first what a wrong answer is told, then what a right one is. */
function truthOf(right: boolean, saidRight: string | undefined, saidWrong: string | undefined, words: Words): Element {
  const said = [...saidAs('SaidRight', saidRight, words), ...saidAs('SaidWrong', saidWrong, words)]
  return made('Exercise', said, { kind: 'truth', right: String(right) })
}

function choiceOf(items: readonly Item[], words: Words): Element | undefined {
  if (items.length < 2) return undefined
  // Moodle's way to say that several are right: none of them with an equals sign, each with its part.
  const several = items.every(({ mark }) => mark === '~') && items.some(({ share }) => (share ?? 0) > 0)
  const options = items.map((item) =>
    made('Option', [...words(item.text), ...saidOf(item, words)], { share: shareOf(item) }),
  )
  return made('Exercise', options, { kind: 'choice', several: String(several), shuffle: 'true' })
}

function shortOf(items: readonly Item[], words: Words): Element {
  const wordings = items.map((item) =>
    made('Wording', saidOf(item, words), { text: shown(item.text).trim(), share: shareOf(item) }),
  )
  return made('Exercise', wordings, { kind: 'short' })
}

function matchOf(items: readonly Item[], words: Words): Element | undefined {
  const pairs = items.map(({ text }) => cut(text, '->'))
  const full = pairs.filter(([left]) => left.trim() !== '')
  if (full.length < 2 || pairs.some(([, right]) => right === undefined || right.trim() === '')) return undefined
  return made(
    'Exercise',
    pairs.map(([left, right = '']) =>
      left.trim() === ''
        ? made('Other', words(right))
        : made('Pair', [made('Left', words(left)), made('Right', words(right))]),
    ),
    { kind: 'match' },
  )
}

/** `#3`, `#3:0.1`, `#3..5`, or several with an equals sign each. */
function numberOf(body: string, words: Words): Element | undefined {
  const items = /^\s*[=~]/.test(body) ? itemsOf(body) : undefined
  const [only, said] = cut(body, '#')
  const list: Item[] = items ?? [{ mark: '=', share: undefined, text: only, said }]
  const others = list.filter(({ mark, text }) => mark === '~' && text.trim() === '')
  const values = list.filter((item) => !others.includes(item)).map((item) => ({ item, range: rangeOf(item.text) }))
  if (values.length === 0 || values.some(({ range }) => !range)) return undefined
  return made(
    'Exercise',
    [
      ...values.map(({ item, range }) =>
        made('Value', saidOf(item, words), { share: shareOf(item), ...(range ?? {}) }),
      ),
      ...saidAs('SaidWrong', others[0]?.said, words),
    ],
    { kind: 'number' },
  )
}

function rangeOf(text: string): { value: string; tolerance: string } | undefined {
  const number = (written: string | undefined) => {
    const plain = shown(written ?? '')
      .trim()
      .replace(/−/g, '-')
      .replace(',', '.')
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i.test(plain) ? Number(plain) : undefined
  }
  const [from, to] = cut(text, '..')
  const [low, high] = [number(from), number(to)]
  if (low !== undefined && high !== undefined)
    return { value: String((low + high) / 2), tolerance: String(Math.abs(high - low) / 2) }
  const [middle, around] = cut(text, ':')
  const [value, tolerance] = [number(middle), around === undefined ? 0 : number(around)]
  return value === undefined || tolerance === undefined || tolerance < 0
    ? undefined
    : { value: String(value), tolerance: String(tolerance) }
}

/** Moodle's ordering says on its first line how it is laid out and marked, which is not ours to say. */
function orderOf(body: string, words: Words): Element | undefined {
  const [first = '', ...rest] = body.slice(1).split('\n')
  const laidOut = /\b(VERTICAL|HORIZONTAL|EXACT|REL|ALL|RANDOM|CONTIGUOUS)\b/.test(first)
  const lines = (laidOut ? rest : [first, ...rest]).map((line) => line.trim()).filter((line) => line !== '')
  if (lines.length < 2) return undefined
  const items = lines.map((line) => made('Item', words(line)))
  return made('Exercise', items, { kind: 'order' })
}

/** A hole of a text: with a wrong answer among them all are shown to choose from. */
export function gapOf(body: string): Element | undefined {
  const items = itemsOf(body)
  if (!items || !items.some((item) => Number(shareOf(item)) > 0)) return undefined
  const choices = items.some(({ mark }) => mark === '~')
  return made(
    'Gap',
    items.map((item) => made('Wording', [], { text: shown(item.text).trim(), share: shareOf(item) })),
    { choices: String(choices) },
  )
}

function itemsOf(body: string): Item[] | undefined {
  const parts = body.trim().split(/(?=[=~])/)
  if (parts.some((part) => !/^[=~]/.test(part))) return undefined
  return parts.map((part) => {
    const [, mark, percent, rest = ''] = /^([=~])\s*(?:%(-?[\d.,]+)%)?(.*)$/s.exec(part) ?? []
    const [text, said] = cut(rest, '#')
    const share = percent === undefined ? undefined : Number(percent.replace(',', '.'))
    return { mark: mark === '=' ? '=' : '~', share, text, said }
  })
}

/** What it is worth, from 0 to 100: what GIFT takes away for a wrong answer is not taken from a pupil here. */
function shareOf({ mark, share }: Item): string {
  const worth = share ?? (mark === '=' ? 100 : 0)
  return String(Math.round(Math.min(100, Math.max(0, Number.isFinite(worth) ? worth : 0))))
}

function saidOf({ said }: Item, words: Words): Element[] {
  return saidAs('Said', said, words)
}

function saidAs(tag: string, said: string | undefined, words: Words): Element[] {
  return said === undefined || said.trim() === '' ? [] : [made(tag, words(said))]
}

/** What stands before a mark and after it; undefined after where there is none. */
function cut(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)]
}
