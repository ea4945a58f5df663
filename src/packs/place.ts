import type { Id, Sha256 } from '../domain/ids.ts'
import type { Href } from '../domain/inlines.ts'
import type { Block } from '../domain/lesson.ts'
import type { Report } from '../domain/reports.ts'

/** A file that the pack carries, as a page may name it. `name`: what to call it where nobody does. */
export type Held = {
  as: 'picture' | 'audio' | 'video' | 'document'
  file: Sha256
  name: string
  width?: number
  height?: number
}

/** Where a page is while it becomes a lesson: what its addresses lead to, and where to say what did not come. */
export type Place = {
  /** Undefined when it leads nowhere safe or nowhere known; the place has said so. */
  follow: (address: string) => { href: Href } | { held: Held } | undefined
  /** As `follow`, for a picture's source. */
  look: (address: string) => { href: Href } | { held: Held } | undefined
  say: (said: Report, detail?: string) => void
  /** The id of an exercise, the page's own before it; asked for again it is another. */
  exerciseId: (wanted: string) => Id
}

/** How deep blocks, then blocks and inlines together, may nest in what we make: with a formula inside they stay under `DEPTH_MAX`. */
export const BLOCKS_DEEP = 10
export const INLINES_DEEP = 14

const LABEL_MAX = 500

/** A file as a block of the lesson. `words`: what the author calls it. */
export function blockOfHeld(held: Held, words: string, at: Pick<Place, 'say'>): Block {
  const { as, file, width, height } = held
  if (as === 'picture') {
    return {
      node: 'picture',
      file,
      alt: label(words, at),
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
    }
  }
  return { node: as, file, title: label(words || held.name, at) }
}

function label(words: string, at: Pick<Place, 'say'>): string {
  const text = words.replace(/\s+/g, ' ').trim()
  if (text.length <= LABEL_MAX) return text
  at.say('shortened', text.slice(0, 60))
  return text.slice(0, LABEL_MAX)
}
