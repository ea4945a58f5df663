import { EXTENSIONS, type FileType } from '../../src/domain/files.ts'
import type { Sha256 } from '../../src/domain/ids.ts'
import { plainText, type Href, type Inline, type MathNode } from '../../src/domain/inlines.ts'
import { anchorOf, type Block } from '../../src/domain/lesson.ts'

/** What a page of the handbook needs to be written as markup: the types of the files it names. */
export type Ground = { types: ReadonlyMap<Sha256, FileType> }

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}

const TONES = { remember: 'À retenir', example: 'Exemple', warning: 'Attention' } as const
const INLINE = { strong: 'strong', emphasis: 'em', underline: 'u', strike: 's', sub: 'sub', sup: 'sup' } as const

/** A lesson tree as markup for a browser without scripts. Everything people wrote is escaped; elements and attributes are ours alone. */
export function blocksMarkup(blocks: readonly Block[], ground: Ground, anchors = new Set<string>()): string {
  return blocks.map((block) => blockMarkup(block, ground, anchors)).join('\n')
}

function blockMarkup(block: Block, ground: Ground, anchors: Set<string>): string {
  switch (block.node) {
    case 'heading': {
      const anchor = anchorOf(plainText(block.inline), anchors)
      return `<h${block.level} id="l-${escaped(anchor)}">${inlineMarkup(block.inline)}</h${block.level}>`
    }
    case 'paragraph':
      return `<p>${inlineMarkup(block.inline)}</p>`
    case 'list': {
      const items = block.items.map((item) => `<li>${itemMarkup(item, ground, anchors)}</li>`).join('')
      const start = block.start === undefined ? '' : ` start="${block.start}"`
      return block.ordered ? `<ol${start}>${items}</ol>` : `<ul>${items}</ul>`
    }
    case 'table':
      return tableMarkup(block)
    case 'picture':
      return pictureMarkup(block, ground)
    case 'audio':
    case 'video':
      return `<figure><${block.node} controls preload="none" src="${address(block.file, ground)}"></${block.node}><figcaption>${escaped(block.title)}</figcaption></figure>`
    case 'document':
      return `<p><a href="${address(block.file, ground)}" download>${escaped(block.title)}</a></p>`
    case 'code':
      return `<pre tabindex="0"><code>${escaped(block.text)}</code></pre>`
    case 'math':
      return `<p class="guide-math">${mathMarkup(block.math)}</p>`
    case 'callout':
      return `<aside class="guide-callout guide-${block.tone}"><p class="guide-tone">${TONES[block.tone]}</p>${blocksMarkup(block.blocks, ground, anchors)}</aside>`
    case 'quote':
      return `<blockquote>${blocksMarkup(block.blocks, ground, anchors)}</blockquote>`
    case 'rule':
      return '<hr>'
    // Nobody marks an answer without script: the question stands as it is.
    case 'exercise':
      return blocksMarkup(block.prompt, ground, anchors)
  }
}

/** An item of one paragraph is written without it, so that short lists stay tight. */
function itemMarkup(item: readonly Block[], ground: Ground, anchors: Set<string>): string {
  const [first, ...rest] = item
  if (first?.node !== 'paragraph') return blocksMarkup(item, ground, anchors)
  return inlineMarkup(first.inline) + blocksMarkup(rest, ground, anchors)
}

function tableMarkup({ head, rows }: Extract<Block, { node: 'table' }>): string {
  const heads = head.map((cell) => `<th scope="col">${inlineMarkup(cell)}</th>`).join('')
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${inlineMarkup(cell)}</td>`).join('')}</tr>`).join('')
  const top = head.length === 0 ? '' : `<thead><tr>${heads}</tr></thead>`
  return `<div class="guide-table" tabindex="0"><table>${top}<tbody>${lines}</tbody></table></div>`
}

function pictureMarkup({ file, alt, width, height }: Extract<Block, { node: 'picture' }>, ground: Ground): string {
  const size = width && height ? ` width="${width}" height="${height}"` : ''
  return `<p><img src="${address(file, ground)}" alt="${escaped(alt)}"${size} loading="lazy"></p>`
}

function address(file: Sha256, { types }: Ground): string {
  const type = types.get(file)
  return type === undefined ? '' : `/files/${file}.${EXTENSIONS[type]}`
}

function inlineMarkup(inline: readonly Inline[]): string {
  return inline.map((part) => partMarkup(part)).join('')
}

function partMarkup(part: Inline): string {
  switch (part.node) {
    case 'text':
      return escaped(part.text)
    case 'code':
      return `<code>${escaped(part.text)}</code>`
    case 'break':
      return '<br>'
    case 'math':
      return mathMarkup(part.math)
    case 'link':
      return linkMarkup(part.href, inlineMarkup(part.inline))
    case 'strong':
    case 'emphasis':
    case 'underline':
    case 'strike':
    case 'sub':
    case 'sup':
      return `<${INLINE[part.node]}>${inlineMarkup(part.inline)}</${INLINE[part.node]}>`
  }
}

/** In the handbook the pages of a pack are pages of the guide. */
function linkMarkup(href: Href, words: string): string {
  const [, kind, rest = ''] = /^(page|guide):(.*)$/i.exec(href) ?? []
  if (kind === undefined) return `<a href="${escaped(href)}" rel="noopener noreferrer">${words}</a>`
  const [page = '', anchor] = rest.split('#', 2)
  return `<a href="/guide/${escaped(page)}${anchor ? `#l-${escaped(anchor)}` : ''}">${words}</a>`
}

function mathMarkup(node: MathNode): string {
  if (typeof node === 'string') return escaped(node)
  const attributes = Object.entries(node.a ?? {}).map(([name, value]) => ` ${name}="${escaped(value)}"`)
  return `<${node.m}${attributes.join('')}>${node.c.map(mathMarkup).join('')}</${node.m}>`
}
