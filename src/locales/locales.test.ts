import { describe, expect, it } from 'vitest'
import { SUBJECTS } from '../domain/classes.ts'
import { REFUSALS } from '../domain/decide.ts'
import { PROBLEMS } from '../protocol/problem.ts'
import en from './en.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }

type Words = { [key: string]: string | Words }

function flat(words: Words, under = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') all.set(under + key, value)
    else for (const [inside, text] of flat(value, `${under}${key}.`)) all.set(inside, text)
  }
  return all
}

const french = flat(fr)
const english = flat(en)
const gaps = (text: string | undefined) => [...new Set(text?.match(/\{\w+\}/g))].sort()

describe('the two languages', () => {
  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...french.keys()].sort())
  })

  it('fill the same gaps', () => {
    for (const [key, text] of french) expect([key, gaps(english.get(key))]).toEqual([key, gaps(text)])
  })

  it('leave nothing empty', () => {
    for (const [key, text] of [...french, ...english]) expect([key, text.trim()]).not.toEqual([key, ''])
  })
})

it('has words for every code a person may meet', () => {
  const codes = [
    ...REFUSALS.map((code) => `refusal.${code}`),
    ...PROBLEMS.map((code) => `problem.${code}`),
    ...SUBJECTS.map((code) => `subject.${code}`),
  ]
  expect(codes.filter((code) => !french.has(code))).toEqual([])
})

it('keeps the spaces of French print before its signs', () => {
  const wrong = [...french].filter(([, text]) => / [:;?!»]|« |[\p{L}][?!;»]|'/u.test(text))
  expect(wrong).toEqual([])
})
