const MINUS = /^[-−–]/
const DIGITS = /^(\d+(?:[.,]\d+)?|[.,]\d+)$/

/**
 * A number as people write it in French or English: `3,5`, `3.5`, `1 000`, `−2`, `3/4`, `2,5e3`, `2,5×10^3`. Undefined when it is none, or more than one
 * thing. A unit that is expected may follow.
 */
export function readNumber(typed: string, unit?: string): number | undefined {
  const grouped = withoutUnit(typed.trim(), unit).replace(/(\d)[\s\u00a0\u202f](?=\d{3}(?!\d))/g, '$1')
  if (/\d[\s\u00a0\u202f]+\d/.test(grouped)) return undefined
  const bare = grouped.replace(/[\s\u00a0\u202f]/g, '')
  const [above = '', below, ...more] = bare.split('/')
  if (more.length > 0) return undefined
  const top = readPlain(above)
  if (below === undefined || top === undefined) return top
  const bottom = readPlain(below)
  return bottom === undefined || bottom === 0 ? undefined : top / bottom
}

function withoutUnit(typed: string, unit: string | undefined): string {
  const end = unit?.trim().toLowerCase()
  return end && typed.toLowerCase().endsWith(end) ? typed.slice(0, typed.length - end.length) : typed
}

function readPlain(text: string): number | undefined {
  const negative = MINUS.test(text)
  const [digits = '', power, ...more] = text.replace(/^[-−–+]/, '').split(/e|[×*x]10\^?/i)
  if (!DIGITS.test(digits) || more.length > 0) return undefined
  const exponent = power === undefined ? 0 : readWhole(power)
  if (exponent === undefined || Math.abs(exponent) > 300) return undefined
  const value = Number(`${digits.replace(',', '.')}e${exponent}`)
  return negative ? -value : value
}

function readWhole(text: string): number | undefined {
  const read = /^([-−–+]?)(\d{1,3})$/.exec(text)
  return read ? (MINUS.test(read[1] ?? '') ? -1 : 1) * Number(read[2]) : undefined
}

/** Whether a number is the expected one, what a computer's own rounding adds left out. */
export function isNear(value: number, expected: number, tolerance: number): boolean {
  return Math.abs(value - expected) <= tolerance + 1e-9 * Math.max(Math.abs(expected), Number.MIN_VALUE)
}
