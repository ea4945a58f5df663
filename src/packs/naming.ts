import type { Sha256 } from '../domain/ids.ts'
import type { Block } from '../domain/lesson.ts'
import type { Page } from '../domain/packs.ts'

/** The files that pages name, each once, in the order a reader meets them. */
export function filesNamed(pages: readonly Page[]): Set<Sha256> {
  const named = new Set<Sha256>()
  for (const page of pages) for (const block of page.blocks) collect(block, named)
  return named
}

function collect(block: Block, named: Set<Sha256>): void {
  switch (block.node) {
    case 'picture':
    case 'audio':
    case 'video':
    case 'document':
      named.add(block.file)
      return
    case 'list':
      for (const item of block.items) for (const inside of item) collect(inside, named)
      return
    case 'callout':
    case 'quote':
      for (const inside of block.blocks) collect(inside, named)
      return
    case 'heading':
    case 'paragraph':
    case 'table':
    case 'code':
    case 'math':
    case 'rule':
      return
  }
}
