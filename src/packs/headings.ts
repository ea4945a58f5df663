import { elementsOf, wordsOf, type Element } from './tree.ts'

const HEADING = /^h([1-6])$/

/**
 * Finds the title of a page and settles its headings under it, in place: the first heading of the highest level gives the title, and leaves the text when
 * it stands alone at its level and begins the page. The others become `h2` to `h4` with no level skipped, as a screen reader wants them.
 */
export function settleHeadings(root: Element): string | undefined {
  const headings = [...elementsOf(root)].filter((element) => HEADING.test(element.tag))
  const named = headings.filter((heading) => titleOf(heading) !== '')
  const top = Math.min(...named.map(levelOf))
  const title = named.find((heading) => levelOf(heading) === top)
  const begins = root.children.findIndex((part) => typeof part !== 'string' || part.trim() !== '')
  const alone =
    title !== undefined &&
    root.children[begins] === title &&
    named.filter((heading) => levelOf(heading) === top).length === 1
  if (alone) root.children.splice(begins, 1)
  for (const heading of headings) if (!named.includes(heading)) heading.tag = 'p'
  settle(named.filter((heading) => !alone || heading !== title))
  return title && titleOf(title)
}

function settle(headings: readonly Element[]): void {
  const levels = [...new Set(headings.map(levelOf))].sort((a, b) => a - b)
  let before = 1
  for (const heading of headings) {
    before = Math.min(levels.indexOf(levelOf(heading)) + 2, before + 1, 4)
    heading.tag = `h${before}`
  }
}

function levelOf(heading: Element): number {
  return Number(HEADING.exec(heading.tag)?.[1] ?? 6)
}

function titleOf(heading: Element): string {
  return wordsOf(heading).replace(/\s+/g, ' ').trim()
}
