/** Longer than any head of ours. */
const HEAD_MAX = 4_096
const END = 10

/** A head, as one line of JSON in plain ASCII, with bytes behind it. */
export function frame(head: object, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const line = JSON.stringify(head).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const framed = new Uint8Array(line.length + 1 + body.length)
  for (let at = 0; at < line.length; at++) framed[at] = line.charCodeAt(at)
  framed[line.length] = END
  framed.set(body, line.length + 1)
  return framed
}

/** The head, still to be parsed by its schema, the bytes that it was written in, and those behind it; undefined where no head is. */
export function unframe(
  framed: Uint8Array<ArrayBuffer>,
): { head: unknown; line: Uint8Array<ArrayBuffer>; body: Uint8Array<ArrayBuffer> } | undefined {
  const end = framed.subarray(0, HEAD_MAX).indexOf(END)
  if (end < 0) return undefined
  const line = framed.subarray(0, end + 1)
  try {
    const head: unknown = JSON.parse(String.fromCharCode(...framed.subarray(0, end)))
    return { head, line, body: framed.subarray(end + 1) }
  } catch {
    // Not a line of JSON: no head of ours.
    return undefined
  }
}
