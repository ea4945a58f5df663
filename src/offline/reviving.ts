/** A page on screen. `ask`: whether it runs; it calls `answer` when it does. */
export type Page = { id: string; ask: (answer: () => void) => void }

/** The pages on screen, and a wait in milliseconds. */
export type Asking = { pages: () => Promise<readonly Page[]>; after: (milliseconds: number) => Promise<void> }

/** A page on a slow phone may need so long to begin, in milliseconds, and is asked so often. */
const PATIENCE = 5_000
const TIMES = 3

/**
 * The pages on screen, when not one of them runs: a build that does not start can never ask its person for the next one, and nothing can be lost in it.
 * Nobody, when a single one answers: then it is for its person to say. What is not on screen may be asleep, and is not asked.
 */
export async function silentPages({ pages, after }: Asking): Promise<string[]> {
  for (let time = 0; time < TIMES; time++) {
    const asked = await pages()
    if (asked.length === 0) return []
    const answered = Promise.withResolvers<true>()
    for (const page of asked) page.ask(() => answered.resolve(true))
    if (await Promise.race([answered.promise, after(PATIENCE)])) return []
  }
  return (await pages()).map(({ id }) => id)
}
