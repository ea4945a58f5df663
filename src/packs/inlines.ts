import type { Inline } from '../domain/inlines.ts'
import { DEPTH_MAX, type Block } from '../domain/lesson.ts'
import { readFormula } from './math.ts'
import { INLINES_DEEP, blockOfHeld, type Place } from './place.ts'
import { wordsOf, type Element, type Part } from './tree.ts'

/** Inline nodes, and the blocks that came up among them, which go after the paragraph. */
export type Flow = { inline: Inline[]; after: Block[] }
export type Spot = { at: Place; depth: number; linked?: boolean }

const TEXT_MAX = 100_000

const MARKS: Record<string, 'strong' | 'emphasis' | 'underline' | 'strike' | 'sub' | 'sup'> = {
  strong: 'strong',
  b: 'strong',
  em: 'emphasis',
  i: 'emphasis',
  u: 'underline',
  ins: 'underline',
  s: 'strike',
  del: 'strike',
  strike: 'strike',
  sub: 'sub',
  sup: 'sup',
}
const CODES = new Set(['code', 'kbd', 'samp', 'tt', 'pre'])

/** Elements that go with all they hold: script, forms' fields, what embeds something else. */
const GONE = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'applet',
  'template',
  'noscript',
  'noembed',
  'noframes',
  'svg',
  'math',
  'canvas',
  'xmp',
  'plaintext',
  'textarea',
  'select',
  'input',
  'title',
  'head',
  'meta',
  'link',
  'base',
  'frame',
  'frameset',
  'param',
  'portal',
  'dialog',
  'map',
  'area',
])

export const isGone = (tag: string): boolean => GONE.has(tag)

/** What stands between blocks when they must be written in one line, as in the cell of a table. */
const SEPARATE = new Set(['p', 'div', 'li', 'tr', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'dt', 'dd', 'br'])
const SILENT = new Set(['p', 'ul', 'ol', 'li', 'wbr', 'source', 'col', 'colgroup'])

export function inlineOf(parts: readonly Part[], spot: Spot): Flow {
  const flow: Flow = { inline: [], after: [] }
  for (const part of parts) {
    const { inline, after } =
      typeof part === 'string'
        ? { inline: textOf(part.replace(/[ \t\n\r\f]+/g, ' ')), after: [] }
        : elementOf(part, spot)
    flow.inline.push(...inline)
    flow.after.push(...after)
  }
  return { inline: merged(flow.inline), after: flow.after }
}

/** Spaces and line breaks at both ends mean nothing in a paragraph, a heading, a cell. */
export function trimmed(inline: readonly Inline[]): Inline[] {
  const out = [...inline]
  for (
    let first = out[0];
    first?.node === 'break' || (first?.node === 'text' && /^ /.test(first.text));
    first = out[0]
  ) {
    const rest = first.node === 'text' ? first.text.trimStart() : ''
    out.splice(0, 1, ...textOf(rest))
  }
  for (
    let last = out.at(-1);
    last?.node === 'break' || (last?.node === 'text' && / $/.test(last.text));
    last = out.at(-1)
  ) {
    const rest = last.node === 'text' ? last.text.replace(/ +$/, '') : ''
    out.splice(-1, 1, ...textOf(rest))
  }
  return out
}

function elementOf(element: Element, spot: Spot): Flow {
  const { tag, children } = element
  const mark = MARKS[tag]
  if (mark) return wrapped(children, spot, (inline) => ({ node: mark, inline }))
  if (CODES.has(tag)) return { inline: codeOf(wordsOf(element)), after: [] }
  if (tag === 'tex') return { inline: [formulaOf(element, spot)], after: [] }
  if (tag === 'a') return linkOf(element, spot)
  if (tag === 'img') return pictureOf(element, spot)
  if (tag === 'audio' || tag === 'video') return playerOf(element, spot)
  if (tag === 'br') return { inline: [{ node: 'break' }], after: [] }
  if (GONE.has(tag)) {
    spot.at.say('htmlDropped', tag)
    return { inline: [], after: [] }
  }
  if (!SILENT.has(tag)) spot.at.say('htmlDropped', tag)
  const flow = inlineOf(children, spot)
  return SEPARATE.has(tag) && flow.inline.length > 0
    ? { ...flow, inline: [{ node: 'break' }, ...trimmed(flow.inline)] }
    : flow
}

function wrapped(children: readonly Part[], spot: Spot, wrap: (inline: Inline[]) => Inline): Flow {
  const deep = spot.depth >= INLINES_DEEP
  if (deep) spot.at.say('tooDeep')
  const flow = inlineOf(children, deep ? spot : { ...spot, depth: spot.depth + 1 })
  return deep || flow.inline.length === 0 ? flow : { ...flow, inline: [wrap(flow.inline)] }
}

/** Also what a display formula becomes where it cannot be read: the text as it was typed. */
export function formulaOf(element: Element, spot: Spot): Inline {
  const tex = wordsOf(element)
  const math = readFormula(tex, element.attrs.display === 'block', DEPTH_MAX - spot.depth)
  if (math !== undefined) return { node: 'math', math }
  spot.at.say('formulaFailed', tex.slice(0, 200))
  return { node: 'code', text: tex.slice(0, TEXT_MAX) }
}

function linkOf(element: Element, spot: Spot): Flow {
  const to = element.attrs.href === undefined || spot.linked ? undefined : spot.at.follow(element.attrs.href)
  if (!to) return inlineOf(element.children, spot)
  if ('href' in to)
    return wrapped(element.children, { ...spot, linked: true }, (inline) => ({ node: 'link', href: to.href, inline }))
  const flow = inlineOf(element.children, spot)
  return { inline: flow.inline, after: [...flow.after, blockOfHeld(to.held, wordsOf(element), spot.at)] }
}

function pictureOf(element: Element, spot: Spot): Flow {
  const alt = element.attrs.alt ?? ''
  const to = spot.at.look(element.attrs.src ?? '')
  if (!to) return { inline: textOf(alt), after: [] }
  if ('held' in to) return { inline: [], after: [blockOfHeld(to.held, alt, spot.at)] }
  const inline = textOf(alt.trim() || to.href)
  return { inline: spot.linked ? inline : [{ node: 'link', href: to.href, inline }], after: [] }
}

function playerOf(element: Element, spot: Spot): Flow {
  const source =
    element.attrs.src ??
    element.children.flatMap((part) => (typeof part !== 'string' && part.tag === 'source' ? [part.attrs.src] : []))[0]
  const to = source === undefined ? undefined : spot.at.follow(source)
  if (!to) return { inline: [], after: [] }
  const words = element.attrs.title ?? ''
  if ('held' in to) return { inline: [], after: [blockOfHeld(to.held, words, spot.at)] }
  return { inline: [{ node: 'link', href: to.href, inline: textOf(words || to.href) }], after: [] }
}

function textOf(text: string): Inline[] {
  return cutText(text).map((piece) => ({ node: 'text', text: piece }))
}

function codeOf(text: string): Inline[] {
  return cutText(text).map((piece) => ({ node: 'code', text: piece }))
}

/** Text in pieces short enough for one node, no letter cut in two. */
export function cutText(text: string): string[] {
  const pieces: string[] = []
  for (let from = 0; from < text.length;) {
    const code = text.charCodeAt(from + TEXT_MAX - 1)
    const to = from + (code >= 0xd800 && code < 0xdc00 ? TEXT_MAX - 1 : TEXT_MAX)
    pieces.push(text.slice(from, to))
    from = to
  }
  return pieces
}

/** Text beside text is one text. */
export function merged(inline: readonly Inline[]): Inline[] {
  const out: Inline[] = []
  for (const next of inline) {
    const last = out.at(-1)
    if (last?.node !== 'text' || next.node !== 'text') {
      out.push(next)
      continue
    }
    const text = last.text.endsWith(' ') ? next.text.replace(/^ /, '') : next.text
    if (last.text.length + text.length <= TEXT_MAX) out[out.length - 1] = { node: 'text', text: last.text + text }
    else out.push(next)
  }
  return out
}
