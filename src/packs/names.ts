import { decoded, folderOf, pathIn, spelling } from './paths.ts'
import { elementsOf, type Element } from './tree.ts'

/** The files of an import by path, and by spelling: what pages may name. */
export type Names = ReadonlyMap<string, string>

export function namesOf(paths: Iterable<string>): Names {
  const names = new Map<string, string>()
  const all = [...paths]
  for (const path of all) names.set(path, path)
  for (const path of all) if (!names.has(spelling(path))) names.set(spelling(path), path)
  return names
}

/**
 * The path of the file that a page names, or undefined. `reference`: an address without its anchor. One that begins with `/` is looked for in every folder
 * above the page: who wrote it knew another root than ours.
 */
export function findNamed(page: string, reference: string, names: Names): string | undefined {
  const written = [reference, reference.replace(/\?.*$/, '')]
    .flatMap((name) => [decoded(name), name])
    .map((name) => name.replaceAll('\\', '/'))
  for (const folder of foldersFor(page, reference)) {
    for (const name of written) {
      const path = pathIn(folder, name.replace(/^\/+/, ''))
      const found = path && (names.get(path) ?? names.get(spelling(path)))
      if (found) return found
    }
  }
  return undefined
}

function foldersFor(page: string, reference: string): string[] {
  const folders = [folderOf(page)]
  if (!reference.startsWith('/')) return folders
  for (let above = folders[0] ?? ''; above !== ''; folders.push(above)) above = folderOf(above)
  return folders
}

/** Every file that a page names, in reading order. */
export function namedBy(page: string, root: Element, names: Names): string[] {
  return [...elementsOf(root)].flatMap((element) =>
    [element.attrs.src, element.attrs.href].flatMap((address) => {
      const reference = address?.trim().split('#')[0]
      const path = reference ? findNamed(page, reference, names) : undefined
      return path === undefined ? [] : [path]
    }),
  )
}

/** Pictures written in the page itself (`data:` addresses). */
export function dataIn(root: Element): string[] {
  return [...elementsOf(root)].flatMap((element) =>
    element.tag === 'img' && element.attrs.src?.trim().startsWith('data:') ? [element.attrs.src.trim()] : [],
  )
}
