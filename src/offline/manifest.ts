/** What is kept apart from the shell: the pages of each role, and the reader of PDF. */
export const GROUPS = ['pupil', 'guardian', 'teacher', 'school', 'pdf'] as const
export type Group = (typeof GROUPS)[number]

/** A line of the list that the build writes into the worker. `revision` is null where the address itself names the content. */
export type Entry = { url: string; revision: string | null }

/** The shell, what each group adds, and a name for the whole build. */
export type Shelves = { shell: Entry[]; groups: Record<Group, string[]>; build: string }

/** Marks an entry as belonging to groups, not to the shell: `/assets/x.js#pupil,guardian`. */
export function mark(url: string, groups: readonly Group[]): string {
  return groups.length === 0 ? url : `${url}#${groups.join(',')}`
}

/** Sorts the build's list out. */
export function sortOut(entries: readonly (Entry | string)[]): Shelves {
  const shell: Entry[] = []
  const groups: Shelves['groups'] = { pupil: [], guardian: [], teacher: [], school: [], pdf: [] }
  let build = 5381
  for (const line of entries) {
    const entry = typeof line === 'string' ? { url: line, revision: null } : line
    const [url = '', marks] = entry.url.split('#')
    const address = url.startsWith('/') ? url : `/${url}`
    for (const char of `${address} ${entry.revision ?? ''};`) build = (build * 33 + char.charCodeAt(0)) % 0x1_0000_0000
    if (marks === undefined) shell.push({ url: address, revision: entry.revision })
    else for (const group of GROUPS) if (marks.split(',').includes(group)) groups[group].push(address)
  }
  return { shell, groups, build: build.toString(36) }
}
