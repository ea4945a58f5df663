import type { Sha256 } from '../../domain/ids.ts'
import type { LessonLink } from './links.ts'

/** What drawing a lesson needs to know of where it is drawn. `anchors`: those taken so far, fresh for each drawing. */
export type Drawing = {
  t: (key: string) => string
  source: (file: Sha256) => string | undefined
  weight: (file: Sha256) => number | undefined
  address: (link: LessonLink) => string
  follow: (link: LessonLink, event: MouseEvent) => void
  anchors: Set<string>
}
