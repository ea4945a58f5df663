/** What a page was, before it is a lesson: elements by the names HTML gives them, plus `tex` for formulas. Nothing here is trusted or drawn. */
export type Element = { tag: string; attrs: Record<string, string>; children: Part[] }
export type Part = Element | string

/** Deeper elements melt into the one around them. */
const DEPTH_KEPT = 100

/** Open elements of these names end where one of the listed names begins, as in HTML where end tags may be left out. */
const ENDED_BY: Record<string, readonly string[]> = {
  li: ['li'],
  p: ['p', 'ul', 'ol', 'table', 'blockquote', 'pre', 'hr', 'div', 'details', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  td: ['td', 'th', 'tr', 'thead', 'tbody', 'tfoot'],
  th: ['td', 'th', 'tr', 'thead', 'tbody', 'tfoot'],
  tr: ['tr', 'thead', 'tbody', 'tfoot'],
  dt: ['dt', 'dd'],
  dd: ['dt', 'dd'],
}

/**
 * A tree that grows from two sources at once: Markdown, whose openings and closings always match, and the HTML inside it, which may be anything. What
 * HTML leaves open ends with the Markdown around it; what it closes without having opened it is ignored.
 */
export type Growing = {
  root: Element
  open: (tag: string, attrs?: Record<string, string>) => void
  close: () => void
  openLoose: (tag: string, attrs: Record<string, string>) => void
  closeLoose: (tag: string) => void
  leaf: (tag: string, attrs?: Record<string, string>, text?: string) => void
  text: (text: string) => void
}

export function grow(): Growing {
  const root: Element = { tag: 'root', attrs: {}, children: [] }
  const stack: { element: Element; firm: boolean }[] = [{ element: root, firm: true }]
  const into = () => stack.at(-1)?.element.children ?? root.children

  function put(tag: string, attrs: Record<string, string>, firm: boolean): void {
    const element: Element = { tag, attrs, children: [] }
    if (stack.length > DEPTH_KEPT) {
      if (firm) stack.push({ element: { tag, attrs, children: into() }, firm })
      return
    }
    into().push(element)
    stack.push({ element, firm })
  }

  /** Ends the innermost loose element that fits, and what is open inside it. Never reaches past Markdown's own. */
  function end(fits: (tag: string) => boolean): void {
    for (let at = stack.length - 1; at > 0; at--) {
      const frame = stack[at]
      if (!frame || frame.firm) return
      if (fits(frame.element.tag)) {
        stack.length = at
        return
      }
    }
  }

  return {
    root,
    open: (tag, attrs = {}) => put(tag, attrs, true),
    close: () => {
      while (stack.length > 1) if (stack.pop()?.firm) return
    },
    openLoose: (tag, attrs) => {
      const open = stack.at(-1)
      if (open && !open.firm && ENDED_BY[open.element.tag]?.includes(tag)) {
        stack.pop()
        if (tag !== open.element.tag) end((name) => ENDED_BY[name]?.includes(tag) ?? false)
      }
      put(tag, attrs, false)
    },
    closeLoose: (tag) => end((name) => name === tag),
    leaf: (tag, attrs = {}, text = '') => into().push({ tag, attrs, children: text === '' ? [] : [text] }),
    text: (text) => {
      if (text !== '') into().push(text)
    },
  }
}

/** The words under an element, formulas as they were typed. */
export function wordsOf(part: Part): string {
  return typeof part === 'string' ? part : part.tag === 'br' ? ' ' : part.children.map(wordsOf).join('')
}

/** Every element under `part`, in reading order. */
export function* elementsOf(part: Part): Generator<Element> {
  if (typeof part === 'string') return
  yield part
  for (const child of part.children) yield* elementsOf(child)
}

/** An element made by a reader of its own. A name with a capital can come from no HTML, whose names are all small. */
export function made(tag: string, children: Part[] = [], attrs: Record<string, string> = {}): Element {
  return { tag, attrs, children }
}
