/** The token in what a card's QR code, link or printed code gives; undefined when there is none. Whatever stands around it: a link keeps it behind its `#`. */
export function tokenOf(given: string): string | undefined {
  return /(?:^|#)([A-Za-z0-9_-]{22})$/.exec(given.trim())?.[1]
}
