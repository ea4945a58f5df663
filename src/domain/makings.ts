import * as v from 'valibot'
import { Level, Subject } from './classes.ts'
import { Id, Moment } from './ids.ts'
import { Page } from './pages.ts'
import { PackFile } from './packs.ts'
import { ReportLine } from './reports.ts'

/**
 * A pack being made, on the teacher's device alone. Its id becomes the pack's. Unlike a published pack its title may still be empty, and it may
 * have no page yet. The bytes of its files lie in `blobs`.
 */
export const PackDraft = v.object({
  id: Id,
  title: v.pipe(v.string(), v.maxLength(140)),
  subject: Subject,
  level: Level,
  pages: v.array(Page),
  files: v.array(PackFile),
  report: v.array(ReportLine),
  createdAt: Moment,
  updatedAt: Moment,
})
export type PackDraft = v.InferOutput<typeof PackDraft>
