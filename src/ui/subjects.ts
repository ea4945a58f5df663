import type { Subject } from '../domain/classes.ts'

/** What a subject's sticker wears: one of the eight covers and one of the five patterns. No two subjects wear the same pair, nor count on the colour alone. */
export type Wear = { cover: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7; pattern: 'plain' | 'stripes' | 'dots' | 'grid' | 'waves' }

export const WEAR: Record<Subject, Wear> = {
  french: { cover: 1, pattern: 'plain' },
  maths: { cover: 0, pattern: 'grid' },
  history: { cover: 4, pattern: 'stripes' },
  civics: { cover: 4, pattern: 'dots' },
  science: { cover: 2, pattern: 'plain' },
  biology: { cover: 2, pattern: 'waves' },
  physics: { cover: 5, pattern: 'dots' },
  technology: { cover: 7, pattern: 'grid' },
  computing: { cover: 5, pattern: 'grid' },
  english: { cover: 3, pattern: 'stripes' },
  german: { cover: 7, pattern: 'stripes' },
  spanish: { cover: 1, pattern: 'stripes' },
  latin: { cover: 6, pattern: 'plain' },
  arts: { cover: 6, pattern: 'dots' },
  music: { cover: 3, pattern: 'waves' },
  sport: { cover: 0, pattern: 'stripes' },
  philosophy: { cover: 6, pattern: 'waves' },
  economics: { cover: 0, pattern: 'dots' },
  other: { cover: 7, pattern: 'plain' },
}
