import { expect, it } from 'vitest'
import { plainText, type MathNode } from './inlines.ts'
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

it('says a formula on one line, as it is typed', () => {
  const math = (m: 'mfrac' | 'msup' | 'msub' | 'msqrt' | 'mrow', ...c: MathNode[]): MathNode => ({ m, c })
  const sum = math('mrow', 'a', '+', 'b')
  const written = (node: MathNode) => plainText([{ node: 'math', math: node }])
  expect(written(math('mfrac', '1', '2'))).toBe('1/2')
  expect(written(math('mfrac', sum, math('msup', 'x', '2')))).toBe('(a+b)/(x^2)')
  expect(written(math('msqrt', math('msub', 'u', 'n')))).toBe('√(u_n)')
})
