import { GROUPS, type Group } from './manifest.ts'

/** What the build says of a file it made: the modules inside, what it needs at once, what it may load later, and its style, workers and pictures. */
export type Built = {
  fileName: string
  isEntry: boolean
  modules: readonly string[]
  imports: readonly string[]
  dynamicImports: readonly string[]
  assets: readonly string[]
}

const OF_ROLE = /(?:\/src\/pages|virtual:words\/[a-z]+)\/(pupil|guardian|teacher|school)(?:\/|$)/
/** Pages that anyone may see without a profile; they belong to the shell. */
const OPEN_PAGES = /\/src\/pages\/(welcome|guide|NotFound)/
const ANY_PAGE = /\/src\/pages\//
const ROLES = GROUPS.filter((group) => group !== 'pdf')

/** Whose a module is: a page of one role with all that lies beside it, or the words of one. */
export function roleOf(id: string): Group | undefined {
  const role = OF_ROLE.exec(id)?.[1]
  return ROLES.find((one) => one === role)
}

/**
 * Which files of a build belong to which groups. What the entry needs, and the pages open to anyone, are the shell, and are not in the answer. Pages of a
 * role, with all they may load, belong to that role; pages inside a profile belong to every role; pdf.js, with its worker, is a group of its own.
 */
export function groupsOf(built: readonly Built[]): Map<string, Group[]> {
  const byName = new Map(built.map((file) => [file.fileName, file]))
  const bounds = (file: Built): readonly (Group | 'shell')[] => {
    if (file.modules.some((id) => id.includes('/pdfjs-dist/'))) return ['pdf']
    if (file.isEntry || file.modules.some((id) => OPEN_PAGES.test(id))) return ['shell']
    const roles = ROLES.filter((role) => file.modules.some((id) => roleOf(id) === role))
    return roles.length > 0 ? roles : file.modules.some((id) => ANY_PAGE.test(id)) ? ROLES : []
  }
  const found = new Map<string, Set<Group | 'shell'>>()
  const walk = (name: string, group: Group | 'shell', needed: boolean): void => {
    const groups = found.get(name) ?? new Set()
    if (groups.has(group)) return
    const file = byName.get(name)
    // What may be loaded later stops where another group begins; what is needed at once never does.
    if (!needed && file && bounds(file).length > 0 && !bounds(file).includes(group)) return
    found.set(name, groups.add(group))
    for (const next of [...(file?.imports ?? []), ...(file?.assets ?? [])]) walk(next, group, true)
    for (const next of file?.dynamicImports ?? []) walk(next, group, false)
  }
  for (const file of built) for (const group of bounds(file)) walk(file.fileName, group, true)
  return new Map(
    [...found].flatMap(([name, groups]) =>
      groups.has('shell') ? [] : [[name, GROUPS.filter((group) => groups.has(group))]],
    ),
  )
}
