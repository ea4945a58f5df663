import type { Id, Sha256 } from '../../domain/ids.ts'
import type { Practice } from '../exercise/practice.ts'
import type { LessonLink } from './links.ts'

/** What a lesson opens to be looked at closely. */
export type Looked = { kind: 'picture' | 'document'; src: string; title: string }

/** What drawing a lesson needs to know of where it is drawn. `look` opens something. `anchors`: those taken so far, fresh for each drawing. */
export type Drawing = {
  t: (key: string) => string
  source: (file: Sha256) => string | undefined
  weight: (file: Sha256) => number | undefined
  address: (link: LessonLink) => string
  follow: (link: LessonLink, event: MouseEvent) => void
  look: (at: Looked) => void
  anchors: Set<string>
  practice: Practice
  /** The place of each exercise among those of the page, from 1. */
  numbers: ReadonlyMap<Id, number>
}
