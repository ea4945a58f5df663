import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rightsOf, shuffled, type Task } from './exercises.ts'
import { isWritten, type Given } from './given.ts'
import type { Inline } from './inlines.ts'
import { mark } from './marking.ts'
import { readNumber } from './numbers.ts'
import { compare } from './wordings.ts'

const say = (text: string): Inline[] => [{ node: 'text', text }]
const shareOf = (task: Task, given: Given) => mark(task, given)?.share

describe('a choice', () => {
  const options = [
    { inline: say('2'), share: 100, said: say('Oui') },
    { inline: say('3'), share: 100 },
    { inline: say('4'), share: 0, said: say('4 = 2 × 2') },
    { inline: say('6'), share: 50 },
  ]
  const one: Task = { kind: 'choice', several: false, shuffle: false, options }
  const several: Task = { kind: 'choice', several: true, shuffle: false, options: options.slice(0, 3) }

  it('gives what the option is worth, and what is said of it', () => {
    expect(mark(one, { kind: 'choice', chosen: [0] })).toEqual({ share: 100, said: say('Oui') })
    expect(mark(one, { kind: 'choice', chosen: [2] })).toEqual({ share: 0, said: say('4 = 2 × 2') })
    expect(shareOf(one, { kind: 'choice', chosen: [3] })).toBe(50)
  })

  it('of several takes back for what is wrong, so that ticking everything finds nothing more', () => {
    expect(shareOf(several, { kind: 'choice', chosen: [1, 0] })).toBe(100)
    expect(shareOf(several, { kind: 'choice', chosen: [0] })).toBe(50)
    expect(shareOf(several, { kind: 'choice', chosen: [0, 1, 2] })).toBe(50)
    expect(shareOf(several, { kind: 'choice', chosen: [2] })).toBe(0)
    expect(mark(several, { kind: 'choice', chosen: [0, 2] })?.said).toEqual([
      ...say('Oui'),
      { node: 'break' },
      ...say('4 = 2 × 2'),
    ])
  })

  it('takes no answer that is none: nothing, twice the same, two where one is asked, an option that is not there, another kind', () => {
    for (const chosen of [[], [0, 0], [0, 1], [9]]) expect(mark(one, { kind: 'choice', chosen })).toBeUndefined()
    expect(mark(one, { kind: 'truth', says: true })).toBeUndefined()
  })
})

it('true or false says what belongs to the answer', () => {
  const task: Task = { kind: 'truth', right: false, saidRight: say('bien vu'), saidWrong: say('relis') }
  expect(mark(task, { kind: 'truth', says: false })).toEqual({ share: 100, said: say('bien vu') })
  expect(mark(task, { kind: 'truth', says: true })).toEqual({ share: 0, said: say('relis') })
})

describe('words', () => {
  const task: Task = {
    kind: 'short',
    exactCase: false,
    accepted: [
      { text: 'la Révolution française', share: 100 },
      { text: "l'été 1789", share: 80 },
      { text: '*empire*', share: 0, said: say('plus tôt') },
      { text: '\\*', share: 100 },
    ],
  }

  it.each([
    ['La révolution  FRANÇAISE ', 100],
    ['l’été 1789', 80],
    ["l'e\u0301te\u0301 1789", 80],
    ['*', 100],
    ['la révolution', 0],
    ['**', 0],
  ])('%s is worth %i', (text, share) => {
    expect(shareOf(task, { kind: 'short', text })).toBe(share)
  })

  it('knows the mistakes that have something said of them', () => {
    expect(mark(task, { kind: 'short', text: "le second Empire d'alors" })).toEqual({ share: 0, said: say('plus tôt') })
  })

  it('says when only accents or capitals are missing', () => {
    expect(mark(task, { kind: 'short', text: 'la revolution francaise' })).toEqual({ share: 0, near: true })
    const exact: Task = { kind: 'short', exactCase: true, accepted: [{ text: 'Loire', share: 100 }] }
    expect(mark(exact, { kind: 'short', text: 'loire' })).toEqual({ share: 0, near: true })
    expect(compare('coeur', 'cœur', false)).toBe('near')
  })

  it('compares a hostile pattern in no time', () => {
    expect(compare('a'.repeat(500), `${'*a'.repeat(249)}b`, false)).toBe('other')
  })

  it('finds each text in itself, whatever it is', () => {
    const written = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !text.includes('\\'))
    fc.assert(fc.property(written, (text) => compare(text, text.replaceAll('*', '\\*'), true) === 'same'))
  })
})

describe('numbers', () => {
  it.each([
    ['3,5', 3.5],
    ['3.5', 3.5],
    [' 1 000 ', 1000],
    ['1\u202f234\u202f567,89', 1_234_567.89],
    ['−2', -2],
    ['- 2', -2],
    ['+7', 7],
    ['3/4', 0.75],
    ['−1/2', -0.5],
    ['2,5e3', 2500],
    ['2,5×10^-3', 0.0025],
    ['6x10^23', 6e23],
    [',5', 0.5],
  ])('%s is %d', (typed, value) => {
    expect(readNumber(typed)).toBeCloseTo(value, 12)
  })

  it.each(['', 'trois', '3,5,1', '3 5', '1/0', '1/2/3', '5 km', '0x10', 'Infinity', '1e999', '--2', '10 00'])(
    '%s is no number',
    (typed) => {
      expect(readNumber(typed)).toBeUndefined()
    },
  )

  it('reads back whatever French writes', () => {
    const french = new Intl.NumberFormat('fr', { maximumFractionDigits: 6 })
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (thousandths) => {
        expect(readNumber(french.format(thousandths / 1000))).toBeCloseTo(thousandths / 1000, 6)
      }),
    )
  })

  const task: Task = {
    kind: 'number',
    unit: 'cm²',
    accepted: [
      { value: 0.3, tolerance: 0, share: 100 },
      { value: 0.3, tolerance: 0.05, share: 50, said: say('plus précis') },
    ],
    saidWrong: say('non'),
  }
  it('is right within its tolerance, with or without its unit', () => {
    expect(shareOf(task, { kind: 'number', text: `${0.1 + 0.2}` })).toBe(100)
    expect(shareOf(task, { kind: 'number', text: '0,3 CM²' })).toBe(100)
    expect(mark(task, { kind: 'number', text: '0,34' })).toEqual({ share: 50, said: say('plus précis') })
    expect(mark(task, { kind: 'number', text: '3' })).toEqual({ share: 0, said: say('non') })
    expect(mark(task, { kind: 'number', text: '0,3 m' })).toBeUndefined()
  })
})

describe('several things in one', () => {
  it('marks each hole of a text', () => {
    const task: Task = {
      kind: 'gaps',
      exactCase: false,
      parts: [
        { inline: say('La ') },
        { gap: { accepted: ['Loire'] } },
        { inline: say(' se jette dans l’') },
        { gap: { accepted: ['Atlantique', 'océan Atlantique'], choices: ['Atlantique', 'Arctique'] } },
      ],
    }
    expect(mark(task, { kind: 'gaps', texts: ['loire', 'Atlantique'] })).toEqual({ share: 100, parts: [true, true] })
    expect(mark(task, { kind: 'gaps', texts: ['Seine'] })).toEqual({ share: 0, parts: [false, false] })
    expect(isWritten({ kind: 'gaps', texts: [' ', ''] })).toBe(false)
  })

  it('marks an order place by place, and lets equal items stand for each other', () => {
    const task: Task = { kind: 'order', items: [say('a'), say('b'), say('a')] }
    expect(mark(task, { kind: 'order', places: [2, 1, 0] })).toEqual({ share: 100, parts: [true, true, true] })
    expect(mark(task, { kind: 'order', places: [1, 0, 2] })).toEqual({ share: 33, parts: [false, false, true] })
    expect(mark(task, { kind: 'order', places: [0, 1] })).toBeUndefined()
    expect(mark(task, { kind: 'order', places: [0, 0, 1] })).toBeUndefined()
  })

  it('marks a matching, where a right may serve twice and some go with none', () => {
    const task: Task = {
      kind: 'match',
      pairs: [
        { left: say('chat'), right: say('mammifère') },
        { left: say('merle'), right: say('oiseau') },
        { left: say('vache'), right: say('mammifère') },
      ],
      others: [say('poisson')],
    }
    expect(rightsOf(task)).toHaveLength(3)
    expect(mark(task, { kind: 'match', rights: [0, 1, 0] })).toEqual({ share: 100, parts: [true, true, true] })
    expect(mark(task, { kind: 'match', rights: [2, null, 0] })).toEqual({ share: 33, parts: [false, false, true] })
  })
})

it('shows things in an order that is always the same and never the right one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), fc.string(), (count, seed) => {
      const order = shuffled(count, seed)
      expect(order).toEqual(shuffled(count, seed))
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at))
      expect(order.some((one, at) => one !== at)).toBe(true)
    }),
  )
})
