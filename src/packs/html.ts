import { Tokenizer, TokenizerMode, type Token } from 'parse5'
import type { Growing } from './tree.ts'

const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
])

/** Elements whose inside is no markup until their own end tag. */
const RAW = new Set(['script', 'style', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript'])
const RAW_WITH_ENTITIES = new Set(['title', 'textarea'])

/** Attributes that mean something to a lesson. All others, handlers included, are not even read. */
const KEPT = new Set(['href', 'src', 'alt', 'title', 'start', 'colspan', 'rowspan', 'width', 'height'])

/** Reads a piece of HTML into a growing tree. Every piece stands alone for the tokenizer: a tag or comment left unfinished ends with it. */
export function readHtml(html: string, tree: Growing): void {
  const handler = {
    onStartTag(token: Token.TagToken): void {
      const tag = token.tagName
      if (VOID.has(tag)) tree.leaf(tag, attributesOf(token))
      else tree.openLoose(tag, attributesOf(token))
      if (RAW.has(tag)) tokenizer.state = TokenizerMode.RAWTEXT
      if (RAW_WITH_ENTITIES.has(tag)) tokenizer.state = TokenizerMode.RCDATA
    },
    onEndTag(token: Token.TagToken): void {
      if (token.tagName === 'br') tree.leaf('br')
      else tree.closeLoose(token.tagName)
    },
    onCharacter: (token: Token.CharacterToken) => tree.text(token.chars),
    onWhitespaceCharacter: (token: Token.CharacterToken) => tree.text(token.chars),
    onNullCharacter: () => undefined,
    onComment: () => undefined,
    onDoctype: () => undefined,
    onEof: () => undefined,
  }
  const tokenizer = new Tokenizer({}, handler)
  tokenizer.write(html, true)
}

function attributesOf(token: Token.TagToken): Record<string, string> {
  return Object.fromEntries(token.attrs.filter((attr) => KEPT.has(attr.name)).map((attr) => [attr.name, attr.value]))
}
