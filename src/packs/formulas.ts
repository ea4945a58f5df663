import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'

/** `$x$` and `$$x$$` in a line, `$$` over several lines. As in Pandoc, a price is no formula: no space after the opening `$` nor before the closing one, no digit after it. */
export function readFormulas(markdown: MarkdownIt): void {
  markdown.inline.ruler.after('escape', 'formula', inline)
  markdown.block.ruler.before('fence', 'formula', block, { alt: ['paragraph', 'reference', 'blockquote', 'list'] })
}

function inline(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '$') return false
  const mark = state.src[state.pos + 1] === '$' ? '$$' : '$'
  const from = state.pos + mark.length
  const to = closing(state.src, mark, from, state.posMax)
  if (to === -1) return false
  const text = state.src.slice(from, to)
  const end = to + mark.length
  if (mark === '$' && (/^\s|\s$/.test(text) || /\d/.test(state.src[end] ?? ''))) return false
  if (text.trim() === '') return false
  if (!silent) {
    const token = state.push('formula', '', 0)
    token.content = text.trim()
    token.markup = mark
  }
  state.pos = end
  return true
}

/** Where the mark comes next, escaped ones left out; the first one decides, so that reading stays linear. */
function closing(source: string, mark: string, from: number, max: number): number {
  for (let at = source.indexOf(mark, from); at !== -1 && at + mark.length <= max; at = source.indexOf(mark, at + 1)) {
    if (source[at - 1] !== '\\') return at
  }
  return -1
}

function block(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const line = (at: number) => state.src.slice((state.bMarks[at] ?? 0) + (state.tShift[at] ?? 0), state.eMarks[at])
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4 || !line(startLine).startsWith('$$')) return false
  const first = line(startLine).slice(2)
  const lines: string[] = []
  let at = startLine
  for (let rest = first; ; rest = line(at)) {
    const end = rest.indexOf('$$')
    if (end !== -1) {
      if (rest.slice(end + 2).trim() !== '') return false
      lines.push(rest.slice(0, end))
      break
    }
    lines.push(rest)
    at++
    // A blank line or the end of a quote or item ends the search: the marks were no formula.
    if (at >= endLine || (state.sCount[at] ?? 0) < state.blkIndent || line(at).trim() === '') return false
  }
  const text = lines.join('\n').trim()
  if (text === '') return false
  if (silent) return true
  const token = state.push('formula', '', 0)
  token.block = true
  token.content = text
  token.markup = '$$'
  token.map = [startLine, at + 1]
  state.line = at + 1
  return true
}
