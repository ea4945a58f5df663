import { readHtml } from './html.ts'
import { readMarkdown, readPlain } from './markdown.ts'
import { grow, type Part } from './tree.ts'

/** What GIFT gives a meaning to, and what stands for each of them while it is only a letter. */
const MARKS = ['~', '=', '#', '{', '}', ':', '\\', '>', '%', '\n']
const HIDDEN = 0xe000
const hidden = (mark: string): string => String.fromCharCode(HIDDEN + MARKS.indexOf(mark))
const PRIVATE = /[\ue000-\ue009]/g

/** A formula between dollars as in our Markdown, or between Moodle's brackets; none is longer than 2000 letters, so that looking for the end is short. */
const FORMULA =
  /\$\$[^$]{1,2000}\$\$|\$(?! )(?:\\\$|[^$\n]){1,2000}?(?<! )\$(?!\d)|\\\((?:[^\\]|\\(?!\))){1,2000}\\\)|\\\[(?:[^\\]|\\(?!\])){1,2000}\\\]/g

/** Puts out of the way whatever is only a letter: what a backslash stands before, and formulas, where Moodle wants braces escaped and people forget it. */
export function hide(source: string): string {
  return source
    .replace(PRIVATE, '\ufffd')
    .replace(FORMULA, (formula) =>
      hideAll(/(^|[^\\])[{}]/.test(formula) ? formula : formula.replace(/\\([~=#{}:])/g, '$1')),
    )
    .replace(/\\([~=#{}:\\>%n])/g, (_, mark: string) => hidden(mark === 'n' ? '\n' : mark))
}

function hideAll(formula: string): string {
  const dollars = formula.replace(/^\\\(([^]*)\\\)$/, '$$$1$$').replace(/^\\\[([^]*)\\\]$/, '$$$$$1$$$$')
  return dollars.replace(/[~=#{}:\\>%]/g, hidden)
}

/** The text again as its author meant it. */
export function shown(text: string): string {
  return text.replace(PRIVATE, (letter) => MARKS[letter.charCodeAt(0) - HIDDEN] ?? letter)
}

/** Words of a question or an answer, in the format that is said before them; what says none reads as Markdown. */
export function richWords(text: string, format: string | undefined): Part[] {
  const words = shown(text).trim()
  switch (format?.toLowerCase() ?? '') {
    case 'html': {
      const tree = grow()
      readHtml(words, tree)
      return tree.root.children
    }
    case 'plain':
      return readPlain(words).children
    default:
      return readMarkdown(shown(text.replaceAll(hidden('\n'), '  \n')).trim()).root.children
  }
}
