import { expect, it } from 'vitest'
import { answerOf, stepped, UNTOUCHED, verdictOf, type Attempt, type Step } from './attempts.ts'
import type { Given } from './given.ts'
import type { Exercise } from './lesson.ts'

const exercise: Exercise = {
  node: 'exercise',
  id: 'q',
  prompt: [],
  task: {
    kind: 'short',
    exactCase: false,
    accepted: [
      { text: 'Loire', share: 100 },
      { text: 'Allier', share: 50 },
    ],
  },
}
const words = (text: string): Given => ({ kind: 'short', text })
const say = (text: string): Step => ({ give: words(text) })
const after = (steps: Step[], of = exercise): Attempt =>
  steps.reduce((attempt, step) => stepped(of, attempt, step), UNTOUCHED)

it('counts the tries, and keeps the first answer and the best', () => {
  const attempt = after([say('Seine'), 'mark', say('Loire'), 'mark', 'again', say('Allier'), 'mark'])
  expect(attempt).toMatchObject({ tries: 3, first: words('Seine'), best: words('Loire'), given: words('Allier') })
  expect(verdictOf(exercise, attempt)).toEqual({ share: 50 })
  expect(answerOf('q', attempt)).toEqual({
    exercise: 'q',
    given: words('Loire'),
    tries: 3,
    first: words('Seine'),
  })
})

it('hands in what was written and never marked, and nothing where nothing was', () => {
  expect(answerOf('q', after([say('Loire')]))).toEqual({ exercise: 'q', given: words('Loire'), tries: 0 })
  expect(answerOf('q', after([say('  ')]))).toBeUndefined()
  expect(answerOf('q', UNTOUCHED)).toBeUndefined()
})

it('marks no empty answer, nor the same one twice', () => {
  expect(after(['mark', say(' '), 'mark']).tries).toBe(0)
  expect(after([say('Loire'), 'mark', 'mark']).tries).toBe(1)
})

it('knows that the right answer was looked at, and takes no other while it is in sight', () => {
  const attempt = after([say('Seine'), 'mark', 'look', say('Loire'), 'mark'])
  expect(attempt).toMatchObject({ given: words('Seine'), tries: 1, shown: true, looked: true })
  expect(answerOf('q', after([say('Seine'), 'mark', 'look', 'again', say('Loire'), 'mark']))).toMatchObject({
    given: words('Loire'),
    tries: 2,
    looked: true,
  })
})

it('gives no more tries than the teacher does', () => {
  const twice = { ...exercise, tries: 2 }
  const attempt = after(
    [say('a'), 'mark', say('b'), 'mark', say('Loire'), 'mark', 'again', say('Loire'), 'mark'],
    twice,
  )
  expect(attempt).toMatchObject({ tries: 2, best: words('b') })
})
