import * as v from 'valibot'
import type { Id } from '../domain/ids.ts'
import { Page } from '../domain/pages.ts'
import { blocksOf } from './blocks.ts'
import type { TextSource } from './gather.ts'
import { readGift } from './gift.ts'
import { settleHeadings } from './headings.ts'
import { isTooDeep } from './json.ts'
import { placeOf, type Fates } from './links.ts'
import { readMarkdown, readPlain } from './markdown.ts'
import type { Names } from './names.ts'
import { blockOfHeld, type Held } from './place.ts'
import { stem } from './slugs.ts'
import type { Say } from './source.ts'
import { elementsOf, made, wordsOf, type Element } from './tree.ts'

/** A page that has been read but is no lesson yet. */
export type PageTree = { path: string; root: Element; title: string; frontMatter: boolean }

/** What the pages of one import have in common. */
export type Ground = { names: Names; fates: Fates; data: ReadonlyMap<string, Held> }

const TITLE_MAX = 140

export function readTree(source: TextSource): PageTree {
  const { root, frontMatter } = rootOf(source)
  return { path: source.path, root, title: titled(settleHeadings(root) ?? '', source.path), frontMatter }
}

function rootOf({ text, form }: TextSource): { root: Element; frontMatter: boolean } {
  switch (form) {
    case 'markdown': {
      const read = readMarkdown(text)
      askGift(read.root)
      return read
    }
    case 'plain':
      return { root: readPlain(text), frontMatter: false }
    case 'gift':
      return { root: made('root', readGift(text)), frontMatter: false }
  }
}

/** In Markdown a fence that says `gift` is exercises, in place. */
function askGift(root: Element): void {
  for (const element of elementsOf(root))
    element.children = element.children.flatMap((part) =>
      typeof part !== 'string' && part.tag === 'pre' && part.attrs.language === 'gift'
        ? readGift(wordsOf(part))
        : [part],
    )
}

/** The lesson that a page makes, or undefined when nothing of it is left; the report has said so. */
export function textPage(tree: PageTree, id: Id, ground: Ground, say: Say): Page | undefined {
  const place = placeOf({ path: tree.path, id }, ground.names, ground.fates, ground.data, (said, detail) =>
    say(tree.path, said, detail),
  )
  const blocks = blocksOf(tree.root.children, place, 0)
  if (tree.frontMatter) say(tree.path, 'frontMatter')
  if (blocks.length === 0) say(tree.path, 'empty')
  return blocks.length === 0 ? undefined : checked({ id, title: tree.title, blocks }, tree.path, say)
}

/** A page of its own for a file that no other page names; undefined when the file does not come. */
export function mediaPage(path: string, id: Id, held: Held | undefined, say: Say): Page | undefined {
  if (!held) return undefined
  const title = titled('', path)
  const block = blockOfHeld(held, held.as === 'picture' ? '' : title, {
    say: (said, detail) => say(path, said, detail),
  })
  return checked({ id, title, blocks: [block] }, path, () => undefined)
}

/** Nothing leaves here that the schema would not take: what we make may be wrong, what we hand on may not. */
function checked(page: Page, path: string, say: Say): Page | undefined {
  const read = isTooDeep(page) ? undefined : v.safeParse(Page, page)
  say(path, read?.success ? 'imported' : 'pageUnreadable')
  return read?.success ? read.output : undefined
}

function titled(heading: string, path: string): string {
  const words = heading || stem(path).replace(/[_-]+/g, ' ').trim() || stem(path)
  return words.length <= TITLE_MAX ? words : `${words.slice(0, TITLE_MAX - 1).trimEnd()}…`
}
