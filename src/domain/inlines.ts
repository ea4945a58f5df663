import * as v from 'valibot'

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

/** A formula on one line, as it is typed where there is nothing else: `1/2`, `(a+b)/2`, `x^2`, `√(2)`. */
function mathText(node: MathNode): string {
  if (typeof node === 'string') return node
  const parts = node.c.map(mathText)
  const [first = '', second = ''] = parts
  if (node.m === 'mfrac') return `${closed(first)}/${closed(second)}`
  if (node.m === 'msup') return `${closed(first)}^${closed(second)}`
  if (node.m === 'msub') return `${closed(first)}_${closed(second)}`
  return node.m === 'msqrt' ? `√(${parts.join('')})` : parts.join('')
}

/** In brackets, unless it is one thing. */
function closed(text: string): string {
  return /^[\p{L}\p{N}.,]*$/u.test(text) ? text : `(${text})`
}
