import type { Id } from '../domain/ids.ts'
import type { PackDraft } from '../domain/makings.ts'
import type { Page } from '../domain/pages.ts'
import type { Change } from './changing.ts'

/**
 * The way back from one change, whatever was changed since: it takes back what that change did and nothing else. A page or a title that someone
 * changed again meanwhile stays as they left it.
 */
export function wayBack(before: PackDraft, after: PackDraft): Change {
  return (now) => ({
    ...now,
    title: restored(now.title, before.title, after.title),
    subject: restored(now.subject, before.subject, after.subject),
    level: restored(now.level, before.level, after.level),
    report: restored(now.report, before.report, after.report),
    pages: pagesBack(now.pages, before.pages, after.pages),
  })
}

function restored<T>(now: T, before: T, after: T): T {
  return same(now, after) ? before : now
}

function pagesBack(now: readonly Page[], before: readonly Page[], after: readonly Page[]): Page[] {
  const [was, became] = [byId(before), byId(after)]
  const kept = now.flatMap((page) => {
    const [old, fresh] = [was.get(page.id), became.get(page.id)]
    if (!fresh || !same(page, fresh)) return [page]
    return old ? [old] : []
  })
  const wasMoved = !same(order(before, became), order(after, was))
  const pages = wasMoved ? inOrderOf(kept, before) : kept
  const here = new Set(pages.map(({ id }) => id))
  before.forEach((page, at) => {
    if (became.has(page.id) || here.has(page.id)) return
    pages.splice(placeAfter(pages, before.slice(0, at)), 0, page)
  })
  return pages
}

/** The ids of those pages that both sides know. */
function order(pages: readonly Page[], other: ReadonlyMap<Id, Page>): Id[] {
  return pages.map(({ id }) => id).filter((id) => other.has(id))
}

/** Known pages in the order they were in; others stay behind the page that they followed. */
function inOrderOf(pages: readonly Page[], before: readonly Page[]): Page[] {
  const here = byId(pages)
  const ordered = before.flatMap(({ id }) => here.get(id) ?? [])
  const known = new Set(ordered.map(({ id }) => id))
  pages.forEach((page, at) => {
    if (!known.has(page.id)) ordered.splice(placeAfter(ordered, pages.slice(0, at)), 0, page)
  })
  return ordered
}

/** Behind the nearest of those that came before it. */
function placeAfter(pages: readonly Page[], before: readonly Page[]): number {
  const nearest = before.findLast(({ id }) => pages.some((page) => page.id === id))
  return nearest ? pages.findIndex(({ id }) => id === nearest.id) + 1 : 0
}

function byId(pages: readonly Page[]): Map<Id, Page> {
  return new Map(pages.map((page) => [page.id, page]))
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
