/** What opens a bag on a device that others use too: four digits, or four pictures in their order. */
export type LockKind = 'digits' | 'pictures'

export const CODE_LENGTH = 4
/** After so many wrong codes only the card opens the bag. */
export const TRIES = 3
/** After how many minutes without a touch a bag closes by itself; the person chooses. */
export const CLOSES_AFTER = [1, 5, 15] as const
export type ClosesAfter = (typeof CLOSES_AFTER)[number]

export const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const
export const PICTURES = [
  'cat',
  'fish',
  'bird',
  'turtle',
  'sun',
  'star',
  'flower',
  'tree',
  'car',
  'house',
  'apple',
  'umbrella',
] as const
export type Picture = (typeof PICTURES)[number]

/** Whether it is what anyone would try first: four times the same, or digits that follow each other. */
export function isEasy(kind: LockKind, code: readonly string[]): boolean {
  if (new Set(code).size === 1) return true
  if (kind !== 'digits') return false
  const steps = code.slice(1).map((symbol, at) => Number(symbol) - Number(code[at]))
  return steps.every((step) => step === 1) || steps.every((step) => step === -1)
}
