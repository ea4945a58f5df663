/** How many wrong cards are listened to: `perCard` of one card from one address, `perAddress` of any from one address, in `windowMs`. */
export type GuessLimits = { windowMs: number; perCard: number; perAddress: number }

/** Enough for every school of an academy at once, little enough to hold in memory. */
const REMEMBERED = 20_000

type Window = { since: number; wrong: number }

/**
 * Slows guessing. A whole school comes from one address, so an address alone is given much; the same wrong card again and again is given little.
 * `slowedUntil` answers the moment before which a wrong card hears nothing but to wait.
 */
export type Guesses = ReturnType<typeof createGuesses>

export function createGuesses(limits: GuessLimits, clock: () => number) {
  const windows = new Map<string, Window>()

  const windowOf = (key: string): Window | undefined => {
    const window = windows.get(key)
    if (!window || clock() - window.since < limits.windowMs) return window
    windows.delete(key)
    return undefined
  }
  const count = (key: string): void => {
    const window = windowOf(key) ?? { since: clock(), wrong: 0 }
    windows.set(key, { ...window, wrong: window.wrong + 1 })
    const [oldest] = windows.keys()
    if (windows.size > REMEMBERED && oldest !== undefined) windows.delete(oldest)
  }
  const slowed = (key: string, most: number): number | undefined => {
    const window = windowOf(key)
    return window && window.wrong >= most ? window.since + limits.windowMs : undefined
  }

  return {
    slowedUntil: (address: string, card: string): number | undefined =>
      slowed(`${address} ${card}`, limits.perCard) ?? slowed(address, limits.perAddress),
    wrong(address: string, card: string): void {
      count(`${address} ${card}`)
      count(address)
    },
  }
}
