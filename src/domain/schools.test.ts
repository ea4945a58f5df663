import * as v from 'valibot'
import { expect, test } from 'vitest'
import { Uai } from './schools.ts'

test('a school number is seven digits and the letter they give', () => {
  expect(v.is(Uai, '0000042W')).toBe(true)
  expect(v.is(Uai, '0750655E')).toBe(true)
  for (const wrong of ['0000042A', '000042W', '0000042w', '00000042W', '', '0750655O'])
    expect(v.is(Uai, wrong)).toBe(false)
})
