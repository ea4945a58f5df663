/** The parts of a path that says where a file lies inside a folder; undefined when it leads outside of it. `from`: the folder it starts in. */
export function pathIn(from: string, reference: string): string | undefined {
  const parts = reference.startsWith('/') ? [] : from.split('/').filter((part) => part !== '')
  for (const part of reference.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The file's own name, without its folder. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Lower case, with its dot; empty when there is none. */
export function extensionOf(path: string): string {
  return /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? ''
}

/** `%C3%A9` and its like decoded; as it is when that makes no sense. */
export function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference)
  } catch {
    // A lone percent sign, as in `100%.png`: the name is what was written.
    return reference
  }
}

/** What makes two spellings of a path the same: capitals, and accents written in one character or two. */
export function spelling(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

/** Files that systems leave about, of which nobody wants to hear. */
export function isLitter(path: string): boolean {
  return /(^|\/)(__MACOSX\/|\.[^/]*$|\.[^/]+\/|Thumbs\.db$|desktop\.ini$|~\$[^/]*$)/i.test(path)
}

/** In the order people count: `c2` before `c10`. */
export function byPath(a: string, b: string): number {
  return collator.compare(a, b)
}

/** The order of pages: by path, what introduces a folder first. */
export function byReading(a: string, b: string): number {
  return byPath(a.replace(INTRODUCTION, '/'), b.replace(INTRODUCTION, '/'))
}
const INTRODUCTION = /(^|\/)(readme|index|sommaire)\.[^/]*$/i
const collator = new Intl.Collator('fr', { numeric: true })

/** A stable id for a page, from the name of its file: lower-case letters, digits and hyphens, at most 64. */
export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '')
}
