import type { forgetOld } from '../db/forget.ts'
import type * as lessons from '../domain/pages.ts'
import type { carryParcels } from './carrying.ts'
import type { sendFiles } from './files.ts'
import type { gatherCopies } from './gathering.ts'

/**
 * Code that few devices need, or none before its first room: files to send, work that the school has had for long, sealed work of others, what a teacher
 * marks, what lessons are made of. A page loads it when it is wanted; the worker, which cannot load anything later, and tests have it from the start.
 */
export type Seldom = {
  files: () => Promise<{ sendFiles: typeof sendFiles }>
  forgetting: () => Promise<{ forgetOld: typeof forgetOld }>
  carrying: () => Promise<{ carryParcels: typeof carryParcels }>
  lessons: () => Promise<Pick<typeof lessons, 'PackText'>>
  gathering: () => Promise<{ gatherCopies: typeof gatherCopies }>
}
