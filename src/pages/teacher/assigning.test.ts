import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { AssignmentAsked } from '../../domain/assignments.ts'
import { askedOf, draftOf, readAssign, type AssignDraft } from './assigning.ts'

const draft: AssignDraft = {
  assignmentId: 'a1',
  title: '  Fractions ',
  subject: 'maths',
  instructions: ' Exercice 4. ',
  dueAt: 1_617_724_800_000,
  minutes: ' 30 ',
  expects: ['text', 'paper'],
  counts: 'finished',
  packId: 'p1',
  pages: [],
  alsoIn: [],
}

describe('an assignment from its form', () => {
  it('is what the rule book takes', () => {
    const read = readAssign(draft)
    expect(read).toEqual({
      asked: {
        title: 'Fractions',
        subject: 'maths',
        instructions: 'Exercice 4.',
        dueAt: 1_617_724_800_000,
        minutes: 30,
        expects: ['text', 'paper'],
        packId: 'p1',
      },
    })
    expect('asked' in read && v.is(AssignmentAsked, read.asked)).toBe(true)
  })

  it('says what counts only when it is not finishing, and keeps it when it is changed', () => {
    const read = readAssign({ ...draft, counts: 'received' })
    if (!('asked' in read)) throw new Error('it is whole')
    expect(read.asked.counts).toBe('received')
    expect(draftOf('a1', askedOf({ ...read.asked, by: 't1', teacher: 'Mme Lopez' })).counts).toBe('received')
  })

  it('names no pack when none is chosen', () => {
    const read = readAssign({ ...draft, packId: '' })
    expect('asked' in read && Object.keys(read.asked)).not.toContain('packId')
  })

  it('says everything that is missing at once', () => {
    expect(readAssign({ ...draft, title: ' ', dueAt: null, minutes: '1 h', expects: [] })).toEqual({
      wrong: { title: 'noTitle', dueAt: 'noDue', minutes: 'notMinutes', expects: 'nothingExpected' },
    })
  })

  it.each(['0', '601', '-5', '2,5', ''])('%j minutes is no time', (minutes) => {
    expect(readAssign({ ...draft, minutes })).toEqual({ wrong: { minutes: 'notMinutes' } })
  })

  it('gives a form that gives it back', () => {
    const read = readAssign(draft)
    if ('wrong' in read) throw new Error('not read')
    const held = { ...read.asked, by: 't1', teacher: 'Mme Lopez' }
    expect(readAssign(draftOf('a1', askedOf(held)))).toEqual(read)
  })
})
