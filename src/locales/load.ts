import { words as start } from 'virtual:words/fr/start'
import type { Locale } from '../ui/format.ts'
import type { LoadWords, Messages } from '../ui/words.ts'
import type { Part } from './parts.ts'

/** What everything says in French before anything else is there. */
export { start }

const LOADERS: Record<Locale, Record<Part, () => Promise<{ words: Messages }>>> = {
  fr: {
    start: () => Promise.resolve({ words: start }),
    rooms: () => import('virtual:words/fr/rooms'),
    teacher: () => import('virtual:words/fr/teacher'),
  },
  en: {
    start: () => import('virtual:words/en/start'),
    rooms: () => import('virtual:words/en/rooms'),
    teacher: () => import('virtual:words/en/teacher'),
  },
}

/** A part of the words in a language. Rejects where it is nowhere to be had. */
export const loadWords: LoadWords<Part> = async (locale, part) => (await LOADERS[locale][part]()).words
