import type { Id } from '../../domain/ids.ts'
import type { Href } from '../../domain/inlines.ts'
import { anchorOf } from '../../domain/lesson.ts'

/** A link that stays inside: another page of the pack (`hash` is ready for the address bar, such as `#l-les-graphes`), or a page of the handbook. */
export type LessonLink = { page: Id; hash: string } | { guide: string }

/** The id of a heading in the document. Prefixed, so that a lesson never takes an id of the application. */
export function idOfAnchor(anchor: string): string {
  return `l-${anchor}`
}

/** Undefined for a link that leads outside. */
export function linkInside(href: Href): LessonLink | undefined {
  const [, kind, rest = ''] = /^(page|guide):(.*)$/i.exec(href) ?? []
  if (kind === undefined) return undefined
  if (kind.toLowerCase() === 'guide') return { guide: rest }
  const [page = '', anchor] = rest.split('#', 2)
  return { page, hash: anchor ? `#${idOfAnchor(anchorOf(decode(anchor)))}` : '' }
}

function decode(anchor: string): string {
  try {
    return decodeURIComponent(anchor)
  } catch (failure) {
    // A `%` that begins nothing: the author meant the character itself.
    if (failure instanceof URIError) return anchor
    throw failure
  }
}
