import type { Sha256 } from '../../domain/ids.ts'
import type { Block } from '../../domain/lesson.ts'

/** The files that a lesson shows, each once, in reading order. */
export function filesNamed(blocks: readonly Block[]): Set<Sha256> {
  return new Set(blocks.flatMap(namedBy))
}

function namedBy(block: Block): Sha256[] {
  switch (block.node) {
    case 'picture':
    case 'audio':
    case 'video':
    case 'document':
      return [block.file]
    case 'list':
      return block.items.flatMap((item) => item.flatMap(namedBy))
    case 'callout':
    case 'quote':
      return block.blocks.flatMap(namedBy)
    case 'heading':
    case 'paragraph':
    case 'table':
    case 'code':
    case 'math':
    case 'rule':
      return []
  }
}
