import * as v from 'valibot'
import { Sha256 } from './ids.ts'

/** How deep blocks may nest; deeper trees are refused before they are walked. */
export const DEPTH_MAX = 24

/** Where a link may lead: the web, a mail, another page of the pack (`page:<id>`), a page of the handbook (`guide:<slug>`). */
export const Href = v.pipe(
  v.string(),
  v.maxLength(2000),
  v.regex(/^(https?:\/\/[^\s]+|mailto:[^\s]+|page:[A-Za-z0-9_-]{1,64}(#[^\s]*)?|guide:[a-z0-9-]+)$/i),
)
export type Href = v.InferOutput<typeof Href>

export const MATH_ELEMENTS = [
  'math',
  'mrow',
  'mi',
  'mn',
  'mo',
  'ms',
  'mtext',
  'mspace',
  'msub',
  'msup',
  'msubsup',
  'munder',
  'mover',
  'munderover',
  'mmultiscripts',
  'mprescripts',
  'mfrac',
  'msqrt',
  'mroot',
  'mtable',
  'mtr',
  'mtd',
  'mpadded',
  'mphantom',
  'mstyle',
  'menclose',
] as const

export const MATH_ATTRIBUTES = [
  'display',
  'mathvariant',
  'stretchy',
  'fence',
  'separator',
  'form',
  'lspace',
  'rspace',
  'linethickness',
  'columnalign',
  'rowspacing',
  'columnspacing',
  'accent',
  'accentunder',
  'largeop',
  'movablelimits',
  'symmetric',
  'minsize',
  'maxsize',
  'width',
  'height',
  'depth',
  'displaystyle',
  'scriptlevel',
  'notation',
  'columnlines',
  'rowlines',
  'voffset',
] as const

/** A MathML element: name, allowed attributes, children; a string is text. */
export type MathNode =
  | string
  | { m: (typeof MATH_ELEMENTS)[number]; a?: Partial<Record<(typeof MATH_ATTRIBUTES)[number], string>>; c: MathNode[] }
export const MathNode: v.GenericSchema<MathNode> = v.lazy(() =>
  v.union([
    v.pipe(v.string(), v.maxLength(2000)),
    v.strictObject({
      m: v.picklist(MATH_ELEMENTS),
      a: v.exactOptional(v.record(v.picklist(MATH_ATTRIBUTES), v.pipe(v.string(), v.maxLength(100)))),
      c: v.array(MathNode),
    }),
  ]),
)

export type Inline =
  | { node: 'text'; text: string }
  | { node: 'strong' | 'emphasis' | 'underline' | 'strike' | 'sub' | 'sup'; inline: Inline[] }
  | { node: 'code'; text: string }
  | { node: 'link'; href: Href; inline: Inline[] }
  | { node: 'math'; math: MathNode }
  | { node: 'break' }
const text = v.pipe(v.string(), v.maxLength(100_000))
export const Inline: v.GenericSchema<Inline> = v.lazy(() =>
  v.variant('node', [
    v.strictObject({ node: v.literal('text'), text }),
    v.strictObject({
      node: v.picklist(['strong', 'emphasis', 'underline', 'strike', 'sub', 'sup']),
      inline: v.array(Inline),
    }),
    v.strictObject({ node: v.literal('code'), text }),
    v.strictObject({ node: v.literal('link'), href: Href, inline: v.array(Inline) }),
    v.strictObject({ node: v.literal('math'), math: MathNode }),
    v.strictObject({ node: v.literal('break') }),
  ]),
)

/** Pictures, sound, video and documents name their file by hash; the pack's manifest says the rest. */
export type Block =
  | { node: 'heading'; level: 2 | 3 | 4; inline: Inline[] }
  | { node: 'paragraph'; inline: Inline[] }
  | { node: 'list'; ordered: boolean; start?: number; items: Block[][] }
  | { node: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { node: 'picture'; file: Sha256; alt: string; width?: number; height?: number }
  | { node: 'audio' | 'video' | 'document'; file: Sha256; title: string }
  | { node: 'code'; language?: string; text: string }
  | { node: 'math'; math: MathNode }
  | { node: 'callout'; tone: 'remember' | 'example' | 'warning'; blocks: Block[] }
  | { node: 'quote'; blocks: Block[] }
  | { node: 'rule' }
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000))
const label = v.pipe(v.string(), v.maxLength(500))
export const Block: v.GenericSchema<Block> = v.lazy(() =>
  v.variant('node', [
    v.strictObject({ node: v.literal('heading'), level: v.picklist([2, 3, 4]), inline: v.array(Inline) }),
    v.strictObject({ node: v.literal('paragraph'), inline: v.array(Inline) }),
    v.strictObject({
      node: v.literal('list'),
      ordered: v.boolean(),
      start: v.exactOptional(v.pipe(v.number(), v.integer())),
      items: v.array(v.array(Block)),
    }),
    v.strictObject({
      node: v.literal('table'),
      head: v.array(v.array(Inline)),
      rows: v.array(v.array(v.array(Inline))),
    }),
    v.strictObject({
      node: v.literal('picture'),
      file: Sha256,
      alt: label,
      width: v.exactOptional(side),
      height: v.exactOptional(side),
    }),
    v.strictObject({ node: v.picklist(['audio', 'video', 'document']), file: Sha256, title: label }),
    v.strictObject({ node: v.literal('code'), language: v.exactOptional(v.pipe(v.string(), v.maxLength(40))), text }),
    v.strictObject({ node: v.literal('math'), math: MathNode }),
    v.strictObject({
      node: v.literal('callout'),
      tone: v.picklist(['remember', 'example', 'warning']),
      blocks: v.array(Block),
    }),
    v.strictObject({ node: v.literal('quote'), blocks: v.array(Block) }),
    v.strictObject({ node: v.literal('rule') }),
  ]),
)

/** The plain words of inline nodes, for titles and search. */
export function plainText(inline: readonly Inline[]): string {
  return inline.map((part) => inlineText(part)).join('')
}

function inlineText(part: Inline): string {
  switch (part.node) {
    case 'text':
    case 'code':
      return part.text
    case 'break':
      return ' '
    case 'math':
      return mathText(part.math)
    case 'link':
    case 'strong':
    case 'emphasis':
    case 'underline':
    case 'strike':
    case 'sub':
    case 'sup':
      return plainText(part.inline)
  }
}

function mathText(node: MathNode): string {
  return typeof node === 'string' ? node : node.c.map(mathText).join('')
}

/**
 * The anchor of a heading, which the `#…` of a link to a page names: its words in small letters, hyphens for spaces, nothing but letters and
 * digits. `taken` holds the anchors of the page so far; a second heading with the same words gets `-1`.
 */
export function anchorOf(words: string, taken: Set<string> = new Set()): string {
  const plain = words
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
  let anchor = plain
  for (let again = 1; taken.has(anchor); again++) anchor = `${plain}-${again}`
  taken.add(anchor)
  return anchor
}

/** How many levels a parsed JSON value nests. Iterative, so that a hostile file cannot exhaust the stack. */
export function nestingOf(value: unknown): number {
  let deepest = 0
  const waiting: { value: unknown; depth: number }[] = [{ value, depth: 1 }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    deepest = Math.max(deepest, next.depth)
    const at = next.value
    if (at !== null && typeof at === 'object')
      for (const inside of Object.values(at)) waiting.push({ value: inside, depth: next.depth + 1 })
  }
  return deepest
}
