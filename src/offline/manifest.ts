/** What is kept apart from the shell: the pages of each role, and the reader of PDF. */
export const GROUPS = ['pupil', 'guardian', 'teacher', 'school', 'pdf'] as const
export type Group = (typeof GROUPS)[number]

/**
 * A line of the list that the build writes into the worker. `revision` is null where the address itself names the content. `integrity`: the hash of the
 * bytes, as browsers check it; what a hotel answers in our place is never kept as ours. The application's manifest has none: the build adds it last.
 */
export type Entry = { url: string; revision: string | null; integrity?: string }

/** A page of a group. */
export type Page = { address: string; integrity: string }

/** The shell, what each group adds, and a name for the whole build. */
export type Shelves = { shell: Entry[]; groups: Record<Group, Page[]>; build: string }

/** Marks an entry as belonging to groups, not to the shell: `/assets/x.js#pupil,guardian`. */
export function mark(url: string, groups: readonly Group[]): string {
  return groups.length === 0 ? url : `${url}#${groups.join(',')}`
}

/** Sorts the build's list out. Throws for a page without its hash: that is a bug of the build. */
export function sortOut(entries: readonly Entry[]): Shelves {
  const shell: Entry[] = []
  const groups: Shelves['groups'] = { pupil: [], guardian: [], teacher: [], school: [], pdf: [] }
  let build = 5381
  for (const entry of entries) {
    const [url = '', marks] = entry.url.split('#')
    const address = url.startsWith('/') ? url : `/${url}`
    for (const char of `${address} ${entry.revision ?? ''};`) build = (build * 33 + char.charCodeAt(0)) % 0x1_0000_0000
    if (marks === undefined) {
      shell.push({ ...entry, url: address })
      continue
    }
    const { integrity } = entry
    if (integrity === undefined) throw new Error(`no hash of ${address}`)
    for (const group of GROUPS) if (marks.split(',').includes(group)) groups[group].push({ address, integrity })
  }
  return { shell, groups, build: build.toString(36) }
}
