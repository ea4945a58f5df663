import { answersOf, gapOf } from './giftAnswers.ts'
import { hide, richWords, shown } from './giftWords.ts'
import { made, type Element } from './tree.ts'

/**
 * Questions in GIFT, the text format of Moodle: chunks between blank lines, answers between braces. Two things besides, which GIFT does not have: several
 * answers in one question are the holes of a text, and `{>` with a line for each is a list to be put in order. Gives an `Exercise` for each that a device
 * can mark, the words of an `Open` one that it cannot, and as `Unread` what makes no sense.
 */
export function readGift(source: string): Element[] {
  return chunksOf(source).map(partOf)
}

/** Whether a plain text is GIFT: question files are often called `.txt`. Half of its chunks end with answers, and none has braces that are none. */
export function looksLikeGift(source: string): boolean {
  const chunks = chunksOf(source)
  const answers = chunks.filter((chunk) => /\{\s*([=~#>]|(T|F|TRUE|FALSE|VRAI|FAUX|V)\s*(#|\}))/.test(hide(chunk)))
  return (
    answers.length > 0 && answers.length * 2 >= chunks.length && chunks.every((chunk) => partOf(chunk).tag !== 'Unread')
  )
}

function chunksOf(source: string): string[] {
  return source
    .split('\n')
    .filter((line) => !/^\s*\/\//.test(line))
    .join('\n')
    .replace(/^[ \t]*\$CATEGORY:.*$/gm, '\n$&\n')
    .split(/\n[ \t]*\n/)
    .map((chunk) => chunk.trim())
    .filter((chunk) => chunk !== '')
}

function partOf(chunk: string): Element {
  const category = /^\$CATEGORY:(.*)$/.exec(chunk)?.[1]
  if (category !== undefined) return made('h2', [category.split('/').at(-1)?.trim() ?? ''])
  const [, name = '', format, body = ''] = /^(?:::(.*?)::)?\s*(?:\[(\w+)\])?\s*(.*)$/s.exec(hide(chunk)) ?? []
  const pieces = body.split(/\{([^{}]*)\}/)
  const part = pieces.some((piece) => /[{}]/.test(piece)) ? undefined : readPieces(pieces, format)
  return part ? { ...part, attrs: { ...part.attrs, name: shown(name).trim() } } : made('Unread', [chunk])
}

/** `pieces`: words and answers in turn. */
function readPieces(pieces: readonly string[], format: string | undefined): Element | undefined {
  const [before = '', answers, after = '', ...more] = pieces
  if (answers === undefined) return made('div', richWords(before, format))
  if (more.length > 0 || (after.trim() !== '' && isHole(answers))) return gapsOf(pieces, format)
  const exercise = answersOf(answers, format)
  if (exercise === 'open') return made('Open', richWords(`${before}\n\n${after}`, format))
  if (!exercise) return undefined
  const words = after.trim() === '' ? before : `${before} _____ ${after}`
  return { ...exercise, children: [made('Prompt', richWords(words, format)), ...exercise.children] }
}

/** Answers in the midst of a sentence are a hole in it, unless something is said of one of them, for which a hole has no room. */
function isHole(answers: string): boolean {
  return /^\s*[=~]/.test(answers) && !answers.includes('#') && !answers.includes('->')
}

function gapsOf(pieces: readonly string[], format: string | undefined): Element | undefined {
  const parts = pieces.map((piece, at) => (at % 2 === 0 ? wordsOf(piece, format) : gapOf(piece)))
  const whole = parts.filter((part) => part !== undefined)
  return whole.length === parts.length ? made('Exercise', whole, { kind: 'gaps' }) : undefined
}

function wordsOf(piece: string, format: string | undefined): Element {
  return made('Words', richWords(piece, format), {
    ...(/^\s/.test(piece) && { before: ' ' }),
    ...(/\s$/.test(piece) && { after: ' ' }),
  })
}
