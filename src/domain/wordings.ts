/** Text as it is compared: one kind of apostrophe, hyphen and space, no space at the ends, letters composed. */
function even(text: string, exactCase: boolean): string {
  const one = text
    .normalize('NFC')
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/[‐‑–—−]/g, '-')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim()
  return exactCase ? one : one.toLowerCase()
}

/** Without accents: what is left of a word that was written without them. */
const bare = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('œ', 'oe').replaceAll('æ', 'ae')

/** Whether what was written is what an accepted answer says; there `*` stands for anything and `\*` for a star. `near`: but for accents or capitals. */
export function compare(written: string, accepted: string, exactCase: boolean): 'same' | 'near' | 'other' {
  if (fits(even(written, exactCase), even(accepted, exactCase))) return 'same'
  return fits(bare(even(written, false)), bare(even(accepted, false))) ? 'near' : 'other'
}

/** Goes back at most to the last star, so that no pattern makes it slow. */
function fits(text: string, pattern: string): boolean {
  const parts = pattern.match(/\\\*|[^]/gu) ?? []
  const letters = Array.from(text)
  let [at, part, star, mark] = [0, 0, -1, 0]
  while (at < letters.length) {
    const wanted = parts[part]
    if (wanted === '*') {
      star = part++
      mark = at
    } else if (wanted !== undefined && (wanted === '\\*' ? '*' : wanted) === letters[at]) {
      part++
      at++
    } else if (star !== -1) {
      part = star + 1
      at = ++mark
    } else return false
  }
  while (parts[part] === '*') part++
  return part === parts.length
}

/** An accepted answer as it is shown: stars that stand for anything are an ellipsis. */
export function wordingShown(accepted: string): string {
  return accepted.replace(/\\\*|\*/g, (star) => (star === '*' ? '…' : '*'))
}
