import { expect, it } from 'vitest'
import { filesIn, type Block } from './lesson.ts'

const A = 'a'.repeat(64)
const B = 'b'.repeat(64)
const C = 'c'.repeat(64)
const D = 'd'.repeat(64)

it('finds the files of a lesson however deep they lie, each once', () => {
  const blocks: Block[] = [
    { node: 'picture', file: A, alt: '' },
    { node: 'callout', tone: 'example', blocks: [{ node: 'quote', blocks: [{ node: 'audio', file: B, title: '' }] }] },
    {
      node: 'list',
      ordered: false,
      items: [[{ node: 'document', file: C, title: '' }], [{ node: 'picture', file: A, alt: '' }]],
    },
    { node: 'video', file: D, title: '' },
    { node: 'paragraph', inline: [{ node: 'text', text: A }] },
  ]
  expect([...filesIn(blocks)]).toEqual([A, B, C, D])
})
