import type { Id } from '../domain/ids.ts'
import { filesIn } from '../domain/lesson.ts'
import type { PackDraft } from '../domain/makings.ts'
import { PAGES_MAX, type Page } from '../domain/pages.ts'
import type { ReportLine } from '../domain/reports.ts'
import { firstFree } from './slugs.ts'
import type { Imported } from './source.ts'

/**
 * A change to a pack in the making, applied to whatever it is by then: another tab may have changed it meanwhile, and nothing of that is lost.
 * Gives the very same draft back when there is nothing to change.
 */
export type Change = (draft: PackDraft) => PackDraft

/** What the pack is: its title, subject or level. */
export function stated(facts: Partial<Pick<PackDraft, 'title' | 'subject' | 'level'>>): Change {
  return (draft) => {
    const after = { ...draft, ...facts }
    const same = after.title === draft.title && after.subject === draft.subject && after.level === draft.level
    return same ? draft : after
  }
}

export function renamed(pageId: Id, title: string): Change {
  return (draft) =>
    draft.pages.some((page) => page.id === pageId && page.title !== title)
      ? { ...draft, pages: draft.pages.map((page) => (page.id === pageId ? { ...page, title } : page)) }
      : draft
}

/** `to`: the place among the pages, 0 for the first; past the end is the end. */
export function moved(pageId: Id, to: number): Change {
  return (draft) => {
    const page = draft.pages.find(({ id }) => id === pageId)
    if (!page || draft.pages.indexOf(page) === to) return draft
    const others = draft.pages.filter((other) => other !== page)
    return { ...draft, pages: others.toSpliced(Math.max(0, to), 0, page) }
  }
}

/** The page's files stay with the draft, so that the page can come back; a version takes only those that its pages name. */
export function removed(pageId: Id): Change {
  return (draft) =>
    draft.pages.some(({ id }) => id === pageId)
      ? { ...draft, pages: draft.pages.filter(({ id }) => id !== pageId) }
      : draft
}

/** Lets go of the files that no page names any more, once there is no way back to them. */
export const trimmed: Change = (draft) => {
  const named = filesIn(draft.pages.flatMap(({ blocks }) => blocks))
  const files = draft.files.filter(({ sha256 }) => named.has(sha256))
  return files.length === draft.files.length ? draft : { ...draft, files }
}

export function reported(report: ReportLine[]): Change {
  return (draft) => ({ ...draft, report })
}

/**
 * What an import brought: pages that the draft has already take their places, the others follow. The report becomes the draft's. More pages than a
 * pack may have: nothing comes, and the report says so.
 */
export function added({ pages, files, report }: Imported): Change {
  return (draft) => {
    const merged = [...draft.pages]
    const lines: ReportLine[] = []
    for (const page of pages) {
      const at = merged.findIndex(({ id }) => id === page.id)
      const before = merged[at]
      if (before && isMedia(before) === isMedia(page)) {
        merged[at] = page
        lines.push({ path: before.title, said: 'replaced' })
      } else if (before) makeRoom(merged, at, before, page)
      else merged.push(page)
    }
    if (merged.length > PAGES_MAX)
      return { ...draft, report: [...report, { path: '', said: 'tooManyPages', detail: String(merged.length) }] }
    const known = new Set(draft.files.map(({ sha256 }) => sha256))
    const fresh = files.map(({ ref }) => ref).filter(({ sha256 }) => !known.has(sha256))
    return { ...draft, pages: merged, files: [...draft.files, ...fresh], report: [...report, ...lines] }
  }
}

/** A page that is one file and a page of text that are called alike are two pages. The one without text takes another id: no other page links to it. */
function makeRoom(pages: Page[], at: number, before: Page, coming: Page): void {
  const id = firstFree(
    `${coming.id}-${mediaOf(isMedia(before) ? before : coming)}`,
    new Set(pages.map((page) => page.id)),
  )
  if (isMedia(before)) {
    pages[at] = { ...before, id }
    pages.push(coming)
  } else pages.push({ ...coming, id })
}

function mediaOf({ blocks: [block] }: Page): string {
  return block?.node ?? 'file'
}

function isMedia({ blocks }: Page): boolean {
  const [only, ...others] = blocks
  return others.length === 0 && only !== undefined && 'file' in only
}
