/** A source of chance that a seed makes again: everything that a storm leaves to luck comes from here. */
export type Chance = {
  /** A whole number from 0 up to, not including, `end`. */
  below: (end: number) => number
  /** True this often, 0 to 1. */
  happens: (share: number) => boolean
  /** One of these; throws where there is none. */
  pick: <T>(from: readonly T[]) => T
  bytes: (length: number) => Uint8Array<ArrayBuffer>
  /** Another source, that this one's later use does not disturb. */
  fork: () => Chance
}

/** Mulberry32: small, fast, and good enough to be unfair with. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (end: number) => Math.floor((next() / 2 ** 32) * end)
  return {
    below,
    happens: (share) => next() / 2 ** 32 < share,
    pick(from) {
      const found = from[below(from.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
    bytes(length) {
      const bytes = new Uint8Array(length)
      for (let at = 0; at < length; at++) bytes[at] = next()
      return bytes
    },
    fork: () => chanceOf(next()),
  }
}

/** A choice among things of unequal weight. */
export function weighted<T>(chance: Chance, choices: readonly (readonly [number, T])[]): T {
  let at = chance.below(choices.reduce((sum, [weight]) => sum + weight, 0))
  for (const [weight, choice] of choices) {
    if (at < weight) return choice
    at -= weight
  }
  throw new Error('nothing to choose from')
}
