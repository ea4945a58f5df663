/** A number from 0 to 2³² that is always the same for the same text, and another for most others (FNV-1a). Nothing that anyone could gain from rests on it. */
export function scatter(text: string): number {
  const mixed = Array.from(text).reduce(
    (sum, letter) => Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193),
    0x811c9dc5,
  )
  return mixed >>> 0
}
