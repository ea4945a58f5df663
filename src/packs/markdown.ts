import MarkdownIt, { type Token } from 'markdown-it'
import { readFormulas } from './formulas.ts'
import { readHtml } from './html.ts'
import { grow, type Element, type Growing } from './tree.ts'

const markdown = new MarkdownIt({ html: true, linkify: true })
// Addresses are judged when the lesson is made, where a refusal can be reported; here they stay as they were written.
markdown.validateLink = () => true
markdown.normalizeLink = (address) => address
markdown.normalizeLinkText = (address) => address
// `c1c.md` in a sentence is a file, not a site in Moldova.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
markdown.use(readFormulas)

/** A page of Markdown as a tree, and its front matter if it had one (which is no part of the tree). */
export function readMarkdown(source: string): { root: Element; frontMatter: boolean } {
  const body = source.replace(/^---[ \t]*\r?\n(?:[^\n]*\n){0,200}?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/, '')
  const tree = grow()
  plant(markdown.parse(body, {}), tree)
  return { root: tree.root, frontMatter: body.length !== source.length }
}

/** A page of plain text: blank lines part paragraphs, line ends stay. */
export function readPlain(source: string): Element {
  const tree = grow()
  for (const paragraph of source.split(/\n[ \t]*\n/)) {
    tree.open('p')
    for (const [at, line] of paragraph.trim().split('\n').entries()) {
      if (at > 0) tree.leaf('br')
      tree.text(line)
    }
    tree.close()
  }
  return tree.root
}

function plant(tokens: readonly Token[], tree: Growing): void {
  for (const token of tokens) plantOne(token, tree)
}

function plantOne(token: Token, tree: Growing): void {
  switch (token.nesting) {
    case 1:
      tree.open(token.tag, attributesOf(token))
      break
    case -1:
      tree.close()
      break
    case 0:
      plantLeaf(token, tree)
      break
  }
}

/** Tokens that open nothing, by the names markdown-it gives them; `hr` and `hardbreak` go by their tags. */
function plantLeaf(token: Token, tree: Growing): void {
  if (token.type === 'inline') plant(token.children ?? [], tree)
  else if (token.type === 'text' || token.type === 'text_special') tree.text(token.content)
  else if (token.type === 'softbreak') tree.text(' ')
  else if (token.type === 'html_inline' || token.type === 'html_block') readHtml(token.content, tree)
  else if (token.type === 'image') tree.leaf('img', { ...attributesOf(token), alt: wordsIn(token.children ?? []) })
  else if (token.type === 'code_inline') tree.leaf('code', {}, token.content)
  else if (token.type === 'code_block') tree.leaf('pre', {}, token.content)
  else if (token.type === 'fence') plantFence(token, tree)
  else if (token.type === 'formula') tree.leaf('tex', { display: token.markup === '$$' ? 'block' : '' }, token.content)
  else tree.leaf(token.tag)
}

function plantFence(token: Token, tree: Growing): void {
  const language = /^[\w+#.-]{1,40}/.exec(token.info.trim().replace(/^\{\s*\.?/, ''))?.[0] ?? ''
  if (language === 'math') tree.leaf('tex', { display: 'block' }, token.content)
  else tree.leaf('pre', { language: language.toLowerCase() }, token.content)
}

function wordsIn(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      token.type === 'image' ? wordsIn(token.children ?? []) : token.type === 'softbreak' ? ' ' : token.content,
    )
    .join('')
}

function attributesOf(token: Token): Record<string, string> {
  return Object.fromEntries((token.attrs ?? []).map(([name, value]) => [name, String(value)]))
}
