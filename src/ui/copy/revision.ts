import type { Answers } from '../../domain/answers.ts'
import type { FileRef } from '../../domain/files.ts'
import type { Moment } from '../../domain/ids.ts'
import type { Receipt } from '../../domain/receipts.ts'
import type { Stage } from '../../domain/submissions.ts'

/** What was written: of a revision, of one that was refused, of a draft. */
export type Written = { text: string; photos: readonly FileRef[]; paper: boolean; answers?: Answers | undefined }

/** One revision of a copy, to be read. `photosUp`: how many of its photos the school holds, where that is known. `late`: after the due moment, by what counts. */
export type Revision = Written & {
  id: string
  stage: Stage
  photosUp: { sent: number; total: number } | undefined
  finishedAt: Moment
  receipt: Pick<Receipt, 'number' | 'receivedAt'> | null
  seen: { teacher: string } | null
  late: boolean
}

/** Where a photo is to be had. */
export type Address = (photo: FileRef) => string
