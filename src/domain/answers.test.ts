import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { answersOf, attemptAt, questionMark, UNTOUCHED, type Attempts } from './attempts.ts'
import { Answers } from './answers.ts'
import type { Exercise } from './lesson.ts'
import { canonical, type Submission } from './submissions.ts'

const text = (letter: string) => ({
  ...{ sha256: letter.repeat(64), bytes: 10, type: 'application/json' as const },
  pieces: [letter.repeat(64)],
})
const answers: Answers = {
  packId: 'k1',
  texts: [text('a')],
  answers: [
    { exercise: 'one', given: { kind: 'choice', chosen: [2] }, tries: 1, text: 0 },
    { exercise: 'two', given: { kind: 'short', text: 'Loire' }, tries: 3, looked: true, text: 0 },
  ],
}
const [first] = answers.answers
if (!first) throw new Error('no answer')

describe('answers that a hostile device sends', () => {
  it.each<[string, unknown]>([
    ['a text that is not there', { ...answers, answers: [{ ...first, text: 1 }] }],
    ['two to one exercise', { ...answers, answers: [first, first] }],
    ['a film for a text', { ...answers, texts: [{ ...text('a'), type: 'video/mp4' }] }],
    ['a text without an end', { ...answers, texts: [{ ...text('a'), bytes: 200_000_000 }] }],
    ['none', { ...answers, answers: [] }],
    ['no text', { ...answers, texts: [] }],
    ['more than a turn carries', { ...answers, answers: Array.from({ length: 60 }, (_, at) => hugeAt(at)) }],
    ['a kind that nobody knows', { ...answers, answers: [{ ...first, given: { kind: 'drawing', strokes: [] } }] }],
    ['a place below zero', { ...answers, answers: [{ ...first, given: { kind: 'choice', chosen: [-1] } }] }],
  ])('are refused: %s', (_, sent) => {
    expect(v.is(Answers, sent)).toBe(false)
  })

  it('are taken when nothing is wrong with them', () => {
    expect(v.is(Answers, answers)).toBe(true)
  })

  function hugeAt(at: number) {
    return {
      ...first,
      exercise: `x${at}`,
      given: { kind: 'gaps', texts: Array.from({ length: 5 }, () => 'a'.repeat(500)) },
    }
  }
})

describe('what a receipt is for', () => {
  const copy: Submission = {
    ...{ assignmentId: 'a1', pupilId: 'p1', classId: 'c1', text: 'oui', photos: [], paper: false, finishedAt: 5 },
  }

  it('is the same as ever for a copy without answers', () => {
    expect(canonical(copy)).toBe('["a1","p1","c1","oui",[],false,5]')
  })

  it('takes in every answer, in whatever order its fields came', () => {
    const whole = canonical({ ...copy, answers })
    const turned = answers.answers.map(({ text: at, tries, given, ...rest }) => ({ tries, ...rest, text: at, given }))
    expect(canonical({ ...copy, answers: { ...answers, answers: turned } })).toBe(whole)
    const changes = [
      { ...first, given: { kind: 'choice' as const, chosen: [1] } },
      { ...first, tries: 2 },
      { ...first, looked: true as const },
      { ...first, first: { kind: 'choice' as const, chosen: [0] } },
    ]
    for (const change of changes)
      expect(canonical({ ...copy, answers: { ...answers, answers: [change] } })).not.toBe(
        canonical({ ...copy, answers: { ...answers, answers: [first] } }),
      )
  })
})

describe('what a copy takes with it', () => {
  const exercise = (right: boolean): Exercise => ({
    node: 'exercise',
    id: 'q',
    prompt: [],
    task: { kind: 'truth', right },
  })
  const given = { kind: 'truth' as const, says: true }
  const kept: Attempts = {
    q: {
      attempt: { ...UNTOUCHED, given, tries: 1, best: given },
      text: text('a'),
      question: questionMark(exercise(true)),
    },
    r: { attempt: { ...UNTOUCHED, given }, text: text('b'), question: 1 },
    s: { attempt: UNTOUCHED, text: text('c'), question: 1 },
  }

  it('names each text once, and leaves out what has no answer or is not meant', () => {
    expect(answersOf('k1', kept, () => true)).toMatchObject({
      texts: [text('a'), text('b')],
      answers: [
        { exercise: 'q', tries: 1, text: 0 },
        { exercise: 'r', tries: 0, text: 1 },
      ],
    })
    expect(answersOf('k1', kept, (id) => id === 'r')).toMatchObject({ texts: [text('b')], answers: [{ text: 0 }] })
    expect(answersOf('k1', kept, () => false)).toBeUndefined()
  })

  it('goes on with a version that asks the same, and not with one that asks something else', () => {
    expect(attemptAt(kept, exercise(true))).toMatchObject({ changed: false, attempt: { tries: 1 } })
    expect(attemptAt(kept, exercise(false))).toEqual({ changed: true, attempt: UNTOUCHED })
  })
})
