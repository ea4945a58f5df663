import * as v from 'valibot'
import { Answers } from './answers.ts'
import { FileRef, type FileType } from './files.ts'
import type { Given } from './given.ts'
import { Id, Moment, MutationId } from './ids.ts'
import { PersonName } from './people.ts'

export const COPY_TEXT_MAX = 50_000
export const COPY_PHOTOS_MAX = 20
export const PHOTO_BYTES_MAX = 2 * 1024 * 1024
const PHOTO_TYPES: readonly FileType[] = ['image/jpeg', 'image/png', 'image/webp']

export const Photo = v.pipe(
  FileRef,
  v.check((file) => PHOTO_TYPES.includes(file.type)),
  v.check((file) => file.bytes <= PHOTO_BYTES_MAX),
)

/**
 * Record `submission`, one a revision: its id is the mutation's that handed it in. The revision with the highest seq counts.
 * `finishedAt`: by the device's clock, corrected by the offset seen at its last turn; the record's own `at` says when the school got it.
 */
export const Submission = v.object({
  assignmentId: Id,
  pupilId: Id,
  classId: Id,
  text: v.pipe(v.string(), v.maxLength(COPY_TEXT_MAX)),
  photos: v.pipe(v.array(Photo), v.maxLength(COPY_PHOTOS_MAX)),
  paper: v.boolean(),
  answers: v.exactOptional(Answers),
  finishedAt: Moment,
})
export type Submission = v.InferOutput<typeof Submission>

/** The one way to write a submission as text before it is hashed. One without answers reads as before there were any, so that its receipt holds. */
export function canonical(s: Submission): string {
  return JSON.stringify([
    s.assignmentId,
    s.pupilId,
    s.classId,
    s.text,
    s.photos.map((photo) => photo.sha256),
    s.paper,
    s.finishedAt,
    ...(s.answers ? [written(s.answers)] : []),
  ])
}

/** Field by field: whoever parses an answer may keep its fields in another order. */
function written({ packId, texts, answers }: Answers): unknown[] {
  return [
    packId,
    texts.map((text) => text.sha256),
    answers.map(({ exercise, given, tries, first, looked, text }) => [
      exercise,
      givenText(given),
      tries,
      first ? givenText(first) : null,
      looked ?? false,
      text,
    ]),
  ]
}

function givenText(given: Given): unknown[] {
  switch (given.kind) {
    case 'choice':
      return [given.kind, given.chosen]
    case 'truth':
      return [given.kind, given.says]
    case 'short':
    case 'number':
      return [given.kind, given.text]
    case 'gaps':
      return [given.kind, given.texts]
    case 'order':
      return [given.kind, given.places]
    case 'match':
      return [given.kind, given.rights]
  }
}

/** Record `seen`, id = the submission's: a teacher opened it. */
export const Seen = v.object({ submissionId: MutationId, assignmentId: Id, pupilId: Id, by: Id, teacher: PersonName })
export type Seen = v.InferOutput<typeof Seen>

/** The four stages of anything a person sends. */
export type Stage = 'kept' | 'sent' | 'received' | 'seen'

/** The stage of one revision, from what the device holds about it. A teacher may read the text while photos are on the way: it is `sent` until all is there. */
export function stageOf(known: { waiting: boolean; receipt: boolean; seen: boolean }): Stage {
  if (known.waiting) return 'kept'
  if (!known.receipt) return 'sent'
  return known.seen ? 'seen' : 'received'
}
