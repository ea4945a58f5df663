import type { HandbookEntry } from '../../stores/handbook.ts'

/** The pages whose question or summary holds every word that was typed, whatever the accents and capitals. */
export function findPages(pages: readonly HandbookEntry[], typed: string): HandbookEntry[] {
  const words = plain(typed).split(/\s+/).filter(Boolean)
  return pages.filter(({ title, summary }) => {
    const text = plain(`${title} ${summary}`)
    return words.every((word) => text.includes(word))
  })
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase()
}
