import { expect, it } from 'vitest'
import type { Answers } from './answers.ts'
import type { Block } from './lesson.ts'
import type { PackText } from './pages.ts'
import { resultsOf, shareOf } from './results.ts'

const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)]
const file = (sha256: string) => ({ sha256, bytes: 10, type: 'application/json' as const, pieces: [sha256] })
const truth = (id: string, right: boolean): Block => ({
  node: 'exercise',
  id,
  prompt: [],
  task: { kind: 'truth', right },
})
const textOf = (...exercises: Block[]): PackText => ({
  format: 1,
  pages: [{ id: 'p', title: 'Page', blocks: exercises }],
})

const answers: Answers = {
  packId: 'pack',
  texts: [file(OLD), file(NEW)],
  answers: [
    { exercise: 'two', given: { kind: 'truth', says: true }, tries: 1, text: 1 },
    { exercise: 'one', given: { kind: 'truth', says: true }, tries: 3, text: 0 },
    { exercise: 'three', given: { kind: 'short', text: 'oui' }, tries: 1, text: 1 },
    { exercise: 'gone', given: { kind: 'truth', says: true }, tries: 1, text: 1 },
  ],
}
// The teacher has corrected a key since the old version.
const known = new Map([
  [OLD, textOf(truth('one', true))],
  [NEW, textOf(truth('one', false), truth('two', false), truth('three', true))],
])

it('marks each answer with the words it was given to, in reading order', () => {
  const results = resultsOf(answers, known)
  expect(results.map(({ answer, verdict }) => [answer.exercise, verdict?.share])).toEqual([
    ['one', 100],
    ['two', 0],
    ['three', undefined],
    ['gone', undefined],
  ])
  expect(results[1]).toMatchObject({ number: 2, page: { title: 'Page' } })
  expect(shareOf(results, 3)).toBe(33)
})

it('shows answers whose words are not here, without judging them', () => {
  const results = resultsOf(answers, new Map())
  expect(results).toHaveLength(4)
  expect(results.every(({ exercise, verdict }) => exercise === undefined && verdict === undefined)).toBe(true)
  expect(shareOf([], 0)).toBe(0)
})
