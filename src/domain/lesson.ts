import * as v from 'valibot'
import { Task } from './exercises.ts'
import { Id, Sha256 } from './ids.ts'
import { Inline, MathNode } from './inlines.ts'

/** How deep blocks may nest; deeper trees are refused before they are walked. */
export const DEPTH_MAX = 24

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
  | Exercise
/**
 * A question that is marked on the device. `id` is its own in the pack, and stays from version to version. `explanation`: said once it is settled.
 * `tries`: how many there are, without it as many as wanted.
 */
export type Exercise = {
  node: 'exercise'
  id: Id
  prompt: Block[]
  task: Task
  explanation?: Inline[]
  tries?: number
}
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000))
const label = v.pipe(v.string(), v.maxLength(500))
const text = v.pipe(v.string(), v.maxLength(100_000))
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
    v.strictObject({
      node: v.literal('exercise'),
      id: Id,
      prompt: v.array(Block),
      task: Task,
      explanation: v.exactOptional(v.array(Inline)),
      tries: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10))),
    }),
  ]),
)

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

/** Every block, those inside others too, in reading order. */
export function blocksIn(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => [block, ...insideOf(block).flatMap(blocksIn)])
}

function insideOf(block: Block): Block[][] {
  switch (block.node) {
    case 'list':
      return block.items
    case 'callout':
    case 'quote':
      return [block.blocks]
    case 'exercise':
      return [block.prompt]
    case 'heading':
    case 'paragraph':
    case 'table':
    case 'picture':
    case 'audio':
    case 'video':
    case 'document':
    case 'code':
    case 'math':
    case 'rule':
      return []
  }
}

export function exercisesIn(blocks: readonly Block[]): Exercise[] {
  return blocksIn(blocks).filter((block) => block.node === 'exercise')
}

/** The files that blocks show, each once, in the order a reader meets them. */
export function filesIn(blocks: readonly Block[]): Set<Sha256> {
  return new Set(blocksIn(blocks).flatMap((block) => ('file' in block ? [block.file] : [])))
}
