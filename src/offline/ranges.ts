/** Which bytes a request asks for: `from` and `to` included. */
export type Span = { from: number; to: number }

/**
 * Reads a Range header for a body of `size` bytes (RFC 9110, one range). What is malformed, in another unit, or asks for several ranges, may be
 * answered whole: null. `unsatisfiable`: nothing of it is in the body.
 */
export function readRange(header: string | null, size: number): Span | null | 'unsatisfiable' {
  const parts = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)$/i.exec(header?.trim() ?? '')
  if (!parts) return null
  const [, first = '', last = ''] = parts
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { from: size - length, to: size - 1 }
  }
  const from = Number(first)
  if (last !== '' && Number(last) < from) return null
  if (from >= size) return 'unsatisfiable'
  return { from, to: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
