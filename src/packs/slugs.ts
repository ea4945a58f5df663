import type { Id } from '../domain/ids.ts'
import { scatter } from '../domain/scatter.ts'
import { extensionOf, folderOf, nameOf, slugOf } from './paths.ts'

/**
 * The ids of pages, by path: the slug of the file's name; of its folder and name where several files have that name; with its kind where a page of text
 * has it too; and at last a number. The same files give the same ids.
 */
export function idsOf(texts: readonly string[], media: readonly string[]): Map<string, Id> {
  const ids = new Map<string, Id>()
  const taken = new Set<Id>()
  const bare = (path: string) => slugOf(stem(path)) || 'page'
  const often = (path: string, among: readonly string[]) =>
    among.filter((other) => bare(other) === bare(path)).length > 1
  const give = (path: string, wanted: string) => {
    const id = firstFree(wanted, taken)
    taken.add(id)
    ids.set(path, id)
  }
  for (const path of texts) give(path, often(path, texts) ? inFolder(path) : bare(path))
  for (const path of media)
    give(path, taken.has(bare(path)) ? `${bare(path)}-${extensionOf(path).slice(1)}` : bare(path))
  return ids
}

/** The file's name without its extension. */
export function stem(path: string): string {
  return nameOf(path).replace(/\.[^.]+$/, '')
}

function inFolder(path: string): string {
  return slugOf(`${nameOf(folderOf(path))}-${stem(path)}`) || 'page'
}

/** A name cut to `max` letters; what is cut off leaves its mark, so that two long names which begin alike stay two. */
export function shortened(name: string, max: number): string {
  if (name.length <= max) return name
  const mark = scatter(name).toString(36).padStart(7, '0')
  return `${name.slice(0, max - mark.length - 1)}-${mark}`
}

/** The id that is wanted, or with the first number that makes it free. */
export function firstFree(wanted: string, taken: ReadonlySet<Id>): Id {
  for (let count = 1; ; count++) {
    const id = count === 1 ? wanted.slice(0, 64) : `${wanted.slice(0, 58)}-${count}`
    if (!taken.has(id)) return id
  }
}
