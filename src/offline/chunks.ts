import { roleOf } from './groups.ts'

/** What the build knows of a module: whether a page begins with it, who needs it at once, and who loads it when it is wanted. */
export type Known = { isEntry: boolean; importers: readonly string[]; dynamicImporters: readonly string[] }

/** What a pupil goes through from the card's link to the first room: most people who come for the first time, on the slowest lines. */
const WAY_IN = /\/(index\.html|src\/pages\/(welcome\/Card|RoleFrame|RoleHome|pupil\/Todo)\.vue)$/

/** The beginnings that bring a module with them at once: the page's own, and whatever is loaded when it is wanted. */
export function rootsOf(id: string, about: (id: string) => Known | null): string[] {
  const above = new Set([id])
  // What is added meanwhile is looked at too.
  for (const one of above) for (const importer of about(one)?.importers ?? []) above.add(importer)
  return [...above].filter((one) => {
    const known = about(one)
    return known !== null && (known.isEntry || known.dynamicImporters.length > 0)
  })
}

/**
 * In which file of the build a module comes, by who needs it; null leaves it with the one room that does. On a slow network each file costs a round
 * trip, so there are few: a pupil's first visit takes `start` and nothing else. Beyond it, what several rooms of a role need comes with that role, and
 * what several roles need with `rooms`.
 */
export function chunkOf(roots: readonly string[]): string | null {
  if (roots.some((root) => WAY_IN.test(root))) return 'start'
  if (roots.length < 2) return null
  const [role, ...others] = new Set(roots.map(roleOf))
  return others.length === 0 && role !== undefined ? role : 'rooms'
}
