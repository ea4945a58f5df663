import { expect, it } from 'vitest'
import { isEasy } from './lock.ts'

it.each([
  ['digits', '0000', true],
  ['digits', '1234', true],
  ['digits', '9876', true],
  ['digits', '1233', false],
  ['digits', '2580', false],
] as const)('%s %s is what anyone would try first: %s', (kind, code, easy) => {
  expect(isEasy(kind, code.split(''))).toBe(easy)
})

it('four times the same picture is, four pictures are not', () => {
  expect(isEasy('pictures', ['cat', 'cat', 'cat', 'cat'])).toBe(true)
  expect(isEasy('pictures', ['cat', 'fish', 'bird', 'turtle'])).toBe(false)
})
