import temml from 'temml'
import * as v from 'valibot'
import { MATH_ATTRIBUTES, MATH_ELEMENTS, type MathNode } from '../domain/inlines.ts'

/** Longer formulas are no formulas. */
const FORMULA_MAX = 2000

const Name = v.picklist(MATH_ELEMENTS)
const Attribute = v.picklist(MATH_ATTRIBUTES)

/** What temml makes: elements with classes and styles, fragments without a name, text. */
type Made = {
  type?: string
  text?: string
  attributes?: Record<string, string>
  classes?: string[]
  style?: Record<string, string>
  children?: Made[]
}
const Made: v.GenericSchema<unknown, Made> = v.lazy(() =>
  v.object({
    type: v.exactOptional(v.string()),
    text: v.exactOptional(v.string()),
    attributes: v.exactOptional(v.record(v.string(), v.pipe(v.unknown(), v.transform(String)))),
    classes: v.exactOptional(v.array(v.string())),
    style: v.exactOptional(v.record(v.string(), v.pipe(v.unknown(), v.transform(String)))),
    children: v.exactOptional(v.array(Made)),
  }),
)

/** A formula typed as LaTeX, as allowed MathML; undefined when it cannot be read, is too long, or nests deeper than `depthLeft`. */
export function readFormula(tex: string, display: boolean, depthLeft: number): MathNode | undefined {
  if (tex.length > FORMULA_MAX) return undefined
  try {
    const made: unknown = temml.__renderToMathMLTree(tex.normalize('NFC'), {
      displayMode: display,
      throwOnError: true,
      trust: false,
      maxExpand: 500,
    })
    const [math, ...others] = translate(v.parse(Made, made), /[\u00c0-\u024f]/.test(tex.normalize('NFC')))
    return math && typeof math !== 'string' && others.length === 0 && depthOf(math) <= depthLeft ? math : undefined
  } catch {
    // No formula, or one that nests past the stack: the page keeps it as it was typed and says so.
    return undefined
  }
}

/** `letters`: accented letters were typed, and are to be put back together. */
function translate(made: Made, letters: boolean): MathNode[] {
  if (made.text !== undefined && made.children === undefined) return made.text === '' ? [] : [made.text]
  const children = joined((made.children ?? []).flatMap((child) => translate(child, letters)))
  const name = v.safeParse(Name, made.type)
  if (!name.success) return children
  const only = children[0]
  if (
    name.output === 'mrow' &&
    children.length === 1 &&
    only !== undefined &&
    typeof only !== 'string' &&
    !made.style?.border
  )
    return [only]
  const accented = letters && name.output === 'mover' ? composed(children) : undefined
  if (accented) return [accented]
  const boxed = made.style?.border ? 'menclose' : name.output
  const a = attributesOf(made)
  return [{ m: boxed, ...(Object.keys(a).length > 0 && { a }), c: children }]
}

/** Texts side by side are one text: temml gives a number digit by digit. */
function joined(nodes: MathNode[]): MathNode[] {
  const out: MathNode[] = []
  for (const node of nodes) {
    const last = out.at(-1)
    if (typeof node === 'string' && typeof last === 'string') out[out.length - 1] = last + node
    else out.push(node)
  }
  return out
}

const MARKS: Record<string, string> = {
  '\u02c6': '\u0302',
  '^': '\u0302',
  '\u00b4': '\u0301',
  '`': '\u0300',
  '\u02cb': '\u0300',
  '\u00a8': '\u0308',
}

/** `débit` typed in a formula comes as an e under an accent: a letter of French is put back together. */
function composed(children: MathNode[]): MathNode | undefined {
  const [base, over] = children
  if (!base || !over || typeof base === 'string' || typeof over === 'string' || base.m !== 'mi' || over.m !== 'mo')
    return undefined
  const [letter, accent] = [base.c[0], over.c[0]]
  const mark = typeof accent === 'string' ? MARKS[accent] : undefined
  if (typeof letter !== 'string' || !mark || over.a?.stretchy !== 'false') return undefined
  const whole = (letter + mark).normalize('NFC')
  return whole.length === 1 ? { ...base, c: [whole] } : undefined
}

function attributesOf(made: Made): Partial<Record<(typeof MATH_ATTRIBUTES)[number], string>> {
  const kept: Partial<Record<(typeof MATH_ATTRIBUTES)[number], string>> = {}
  for (const [name, value] of Object.entries(made.attributes ?? {})) {
    const known = v.safeParse(Attribute, name)
    if (known.success && value.length <= 100) kept[known.output] = value
  }
  if (made.classes?.includes('tml-left')) kept.columnalign = 'left'
  if (made.classes?.includes('tml-right')) kept.columnalign = 'right'
  if (made.style?.border) kept.notation = 'box'
  return kept
}

function depthOf(node: MathNode): number {
  return typeof node === 'string' ? 0 : 1 + node.c.reduce((deepest, child) => Math.max(deepest, depthOf(child)), 0)
}
