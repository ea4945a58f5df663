import type { Inline } from '../domain/inlines.ts'
import type { Block } from '../domain/lesson.ts'
import { calloutIn, calloutOfDetails } from './callouts.ts'
import { exerciseOf } from './exercises.ts'
import { cutText, formulaOf, inlineOf, isGone, trimmed } from './inlines.ts'
import { BLOCKS_DEEP, blockOfHeld, type Place } from './place.ts'
import { aroundCells, tableOf } from './tables.ts'
import { wordsOf, type Element, type Part } from './tree.ts'

const PARAGRAPHS = new Set(['p', 'summary', 'caption', 'figcaption', 'legend', 'address'])
const OWN = new Set([
  ...PARAGRAPHS,
  'h2',
  'h3',
  'h4',
  'ul',
  'ol',
  'li',
  'table',
  'pre',
  'blockquote',
  'details',
  'hr',
  'dl',
  'dt',
  'dd',
  'Exercise',
  'Open',
  'Unread',
])

/** Boxes of a web page: what they hold stays, they go. */
const BOXES = new Set([
  'div',
  'section',
  'article',
  'main',
  'header',
  'footer',
  'nav',
  'aside',
  'figure',
  'center',
  'form',
  'fieldset',
  'body',
  'html',
  'hgroup',
  'search',
])

/** The blocks that parts of a page make. Runs of words between blocks become paragraphs. */
export function blocksOf(parts: readonly Part[], at: Place, depth: number): Block[] {
  const out: Block[] = []
  let run: Part[] = []
  for (const part of parts) {
    if (typeof part === 'string' || !holdsBlocks(part)) {
      run.push(part)
      continue
    }
    out.push(...paragraphsOf(run, at, depth), ...blockOf(part, at, depth))
    run = []
  }
  return [...out, ...paragraphsOf(run, at, depth)]
}

function holdsBlocks(part: Part): boolean {
  return (
    typeof part !== 'string' &&
    !isGone(part.tag) &&
    (OWN.has(part.tag) || BOXES.has(part.tag) || part.children.some(holdsBlocks))
  )
}

function blockOf(element: Element, at: Place, depth: number): Block[] {
  const { tag, children } = element
  if (PARAGRAPHS.has(tag)) return blocksOrParagraphs(children, at, depth)
  if (tag === 'h2' || tag === 'h3' || tag === 'h4') return headingOf(element, tag, at, depth)
  if (tag === 'hr') return [{ node: 'rule' }]
  if (tag === 'pre') return codeOf(element)
  if (tag === 'table') return [...blocksOf(aroundCells(element), at, depth), ...tableOf(element, { at, depth })]
  if (tag === 'ul' || tag === 'ol') return nested(children, at, depth, (deeper) => listOf(element, at, deeper))
  if (tag === 'blockquote') return nested(children, at, depth, (deeper) => quoteOf(element, at, deeper))
  if (tag === 'details') return nested(children, at, depth, (deeper) => [framed(calloutOfDetails(element), at, deeper)])
  if (tag === 'Exercise')
    return nested(children, at, depth, (deeper) =>
      exerciseOf(element, { at, depth: deeper }, (parts) => blocksOf(parts, at, deeper)),
    )
  if (tag === 'Unread') at.say('exerciseUnread', wordsOf(element).slice(0, 200))
  if (tag === 'Unread') return []
  if (tag === 'Open') at.say('exerciseOpen', wordsOf(element).trim().slice(0, 200))
  if (tag === 'Open') return blocksOf(children, at, depth)
  if (tag === 'dt')
    return blocksOf([{ tag: 'p', attrs: {}, children: [{ tag: 'strong', attrs: {}, children }] }], at, depth)
  if (tag !== 'dl' && tag !== 'dd' && tag !== 'li') at.say('htmlDropped', tag)
  return blocksOf(children, at, depth)
}

/** HTML may put blocks in a paragraph; Markdown never does. */
function blocksOrParagraphs(children: readonly Part[], at: Place, depth: number): Block[] {
  return children.some(holdsBlocks) ? blocksOf(children, at, depth) : paragraphsOf(children, at, depth)
}

function nested(children: readonly Part[], at: Place, depth: number, make: (deeper: number) => Block[]): Block[] {
  if (depth < BLOCKS_DEEP) return make(depth + 1)
  at.say('tooDeep')
  return blocksOf(children, at, depth)
}

/** A run of words as paragraphs, cut where a picture or a displayed formula stands among them. */
function paragraphsOf(run: readonly Part[], at: Place, depth: number): Block[] {
  const out: Block[] = []
  let inline: Inline[] = []
  let after: Block[] = []
  const flush = () => {
    const words = trimmed(inline)
    if (words.some((part) => part.node !== 'break')) out.push({ node: 'paragraph', inline: words })
    out.push(...after)
    inline = []
    after = []
  }
  const alone = loneFile(run, at)
  if (alone) return [alone]
  for (const piece of piecesOf(run)) {
    const cut = !Array.isArray(piece)
    if (cut && piece.tag === 'tex') {
      const formula = formulaOf(piece, { at, depth })
      flush()
      out.push(
        formula.node === 'math'
          ? { node: 'math', math: formula.math }
          : { node: 'code', language: 'latex', text: wordsOf(piece) },
      )
      continue
    }
    const flow = inlineOf(cut ? [piece] : piece, { at, depth })
    if (cut && flow.after.length > 0) flush()
    inline = [...inline, ...flow.inline]
    after = [...after, ...flow.after]
    if (cut && flow.after.length > 0) flush()
  }
  flush()
  return out
}

/** Words together, each picture and displayed formula apart. */
function piecesOf(run: readonly Part[]): (Part[] | Element)[] {
  const pieces: (Part[] | Element)[] = []
  for (const part of run) {
    const last = pieces.at(-1)
    if (typeof part !== 'string' && (part.tag === 'img' || (part.tag === 'tex' && part.attrs.display === 'block')))
      pieces.push(part)
    else if (Array.isArray(last)) last.push(part)
    else pieces.push([part])
  }
  return pieces
}

/** A paragraph that is nothing but a link to a file of the pack is that file. */
function loneFile(run: readonly Part[], at: Place): Block | undefined {
  const [only, ...others] = run.filter((part) => typeof part !== 'string' || part.trim() !== '')
  if (
    only === undefined ||
    typeof only === 'string' ||
    only.tag !== 'a' ||
    others.length > 0 ||
    only.attrs.href === undefined
  )
    return undefined
  const to = at.follow(only.attrs.href)
  return to && 'held' in to ? blockOfHeld(to.held, wordsOf(only), at) : undefined
}

function headingOf(element: Element, tag: 'h2' | 'h3' | 'h4', at: Place, depth: number): Block[] {
  const flow = inlineOf(element.children, { at, depth })
  const inline = trimmed(flow.inline)
  const level = tag === 'h2' ? 2 : tag === 'h3' ? 3 : 4
  return inline.length > 0 ? [{ node: 'heading', level, inline }, ...flow.after] : flow.after
}

function codeOf(element: Element): Block[] {
  const text = wordsOf(element).replace(/^\n|\n+$/g, '')
  const language = element.attrs.language
  return cutText(text).map((piece) => ({ node: 'code', ...(language && { language }), text: piece }))
}

function listOf(list: Element, at: Place, depth: number): Block[] {
  const items: Block[][] = []
  for (const part of list.children) {
    const item = typeof part !== 'string' && part.tag === 'li'
    const blocks = blocksOf(item ? part.children : [part], at, depth)
    if (item || items.length === 0) items.push(blocks)
    else items.at(-1)?.push(...blocks)
  }
  const full = items.filter((item) => item.length > 0)
  if (full.length === 0) return []
  const start = Number(list.attrs.start ?? 1)
  const counts = list.tag === 'ol' && Number.isSafeInteger(start) && start !== 1
  return [{ node: 'list', ordered: list.tag === 'ol', ...(counts && { start }), items: full }]
}

function quoteOf(quote: Element, at: Place, depth: number): Block[] {
  const callout = calloutIn(quote)
  if (callout) return [framed(callout, at, depth)]
  const blocks = blocksOf(quote.children, at, depth)
  return blocks.length > 0 ? [{ node: 'quote', blocks }] : []
}

function framed(
  callout: { tone: 'remember' | 'example' | 'warning'; children: readonly Part[] },
  at: Place,
  depth: number,
): Block {
  return { node: 'callout', tone: callout.tone, blocks: blocksOf(callout.children, at, depth) }
}
