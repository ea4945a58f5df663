import { wordsOf, type Element, type Part } from './tree.ts'

export type Tone = 'remember' | 'example' | 'warning'

/** How authors begin a framed text, without accents and capitals. */
const LABELS: Record<string, Tone> = {
  'a retenir': 'remember',
  retenir: 'remember',
  important: 'remember',
  note: 'remember',
  tip: 'remember',
  remember: 'remember',
  exemple: 'example',
  exemples: 'example',
  example: 'example',
  attention: 'warning',
  avertissement: 'warning',
  warning: 'warning',
  caution: 'warning',
}

/** A label and what follows it: `À retenir : la somme…`. */
function toneIn(words: string): { tone: Tone; rest: string } | undefined {
  const [, label = '', rest = ''] = /^\s*\[?!?([\p{L}\s]{3,20}?)\]?\s*(?:[:.!—–-]\s*(.*))?$/su.exec(words) ?? []
  const key = label.normalize('NFD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase()
  const tone = Object.hasOwn(LABELS, key) ? LABELS[key] : undefined
  return tone && { tone, rest }
}

/** What a quote turns out to be when it begins with **À retenir**, **Exemple**, **Attention** or `[!NOTE]`: the frame says the label, so the text no longer does. */
export function calloutIn(quote: Element): { tone: Tone; children: Part[] } | undefined {
  const at = quote.children.findIndex((part) => !isBlank(part))
  const first = quote.children[at]
  if (first === undefined || typeof first === 'string' || first.tag !== 'p') return undefined
  const opening = first.children.findIndex((part) => !isBlank(part))
  const mark = first.children[opening]
  if (mark === undefined) return undefined
  const github = typeof mark === 'string' ? /^\s*\[!(\w+)\]\s*(.*)$/s.exec(mark) : null
  if (typeof mark === 'string' ? !github : mark.tag !== 'strong' && mark.tag !== 'b') return undefined
  const found = toneIn(github?.[1] ?? wordsOf(mark))
  if (!found) return undefined
  const head: Part[] = github
    ? [github[2] ?? '']
    : found.rest === ''
      ? []
      : [{ tag: 'strong', attrs: {}, children: [found.rest] }]
  const others = first.children.slice(opening + 1)
  const body =
    head.length === 0 && typeof others[0] === 'string'
      ? [others[0].replace(/^\s*[:.!—–-]*\s*/, ''), ...others.slice(1)]
      : [...head, ...others]
  return { tone: found.tone, children: [{ ...first, children: body }, ...quote.children.slice(at + 1)] }
}

/** A fold: its summary is a label, or stays as its first words. */
export function calloutOfDetails(details: Element): { tone: Tone; children: Part[] } {
  const summary = details.children.find((part) => typeof part !== 'string' && part.tag === 'summary')
  const children = details.children.filter((part) => part !== summary)
  if (summary === undefined || typeof summary === 'string') return { tone: 'example', children }
  const found = toneIn(wordsOf(summary))
  if (found?.rest === '') return { tone: found.tone, children }
  const heading: Element = { tag: 'p', attrs: {}, children: [{ tag: 'strong', attrs: {}, children: summary.children }] }
  return { tone: found?.tone ?? 'example', children: [heading, ...children] }
}

function isBlank(part: Part): boolean {
  return typeof part === 'string' && part.trim() === ''
}
