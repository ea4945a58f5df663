import type { Held } from '../db/overlay.ts'
import type { Entry, Upload } from '../db/profile.ts'
import type { Assignment } from '../domain/assignments.ts'
import type { FileRef } from '../domain/files.ts'
import type { Id, Sha256 } from '../domain/ids.ts'
import { isLate } from '../domain/lateness.ts'
import { stageOf, type Submission } from '../domain/submissions.ts'
import type { RefusedRevision, RevisionView } from './views.ts'

/** When each assignment is due, and what counts, as far as this device knows it. */
export type Dues = ReadonlyMap<Id, Pick<Assignment, 'dueAt' | 'counts'>>

/** What is known beside the revisions themselves. `uploads`: this device's own. */
export type Known = {
  receipts: ReadonlyMap<string, Held<'receipt'>>
  seen: ReadonlyMap<string, Held<'seen'>>
  uploads: ReadonlyMap<Sha256, Upload>
  dues: Dues
}

/** Oldest first. What the school has comes in its order, what it does not have yet after, in the order in which it was done. */
export function inOrder(submissions: readonly Held<'submission'>[], entries: readonly Entry[]): Held<'submission'>[] {
  const numbers = new Map(entries.map(({ id, n }) => [id, n]))
  const place = ({ waiting, seq }: Held<'submission'>) => (waiting === undefined ? seq : (numbers.get(waiting) ?? 0))
  return [...submissions].sort(
    (a, b) => Number(a.waiting !== undefined) - Number(b.waiting !== undefined) || place(a) - place(b) || a.at - b.at,
  )
}

export function revisionOf({ id, at, body, waiting }: Held<'submission'>, known: Known): RevisionView {
  const receipt = known.receipts.get(id)?.body ?? null
  const seen = known.seen.get(id)
  const due = known.dues.get(body.assignmentId)
  const handed = { finishedAt: body.finishedAt, receivedAt: waiting === undefined ? at : null }
  return {
    id,
    stage: stageOf({ waiting: waiting !== undefined, receipt: receipt !== null, seen: seen !== undefined }),
    text: body.text,
    photos: body.photos,
    photosUp: photosUp(body.photos, receipt !== null, known.uploads),
    paper: body.paper,
    answers: body.answers,
    ...handed,
    receipt,
    seen: seen ? { teacher: seen.body.teacher, at: seen.at } : null,
    late: due !== undefined && isLate(due, handed),
  }
}

/** A receipt says that all are there; before, only the device that sends them knows. */
function photosUp(
  photos: readonly FileRef[],
  all: boolean,
  uploads: ReadonlyMap<Sha256, Upload>,
): RevisionView['photosUp'] {
  const total = photos.length
  if (total === 0) return undefined
  if (all) return { sent: total, total }
  const own = photos.flatMap(({ sha256 }) => uploads.get(sha256) ?? [])
  return own.length === total ? { sent: own.filter(({ done }) => done).length, total } : undefined
}

export function refusedOf(
  { id, reason, committedAt }: Entry,
  { text, photos, paper, answers }: Submission,
): RefusedRevision {
  return { id, reason: reason ?? 'malformed', at: committedAt, text, photos, paper, answers }
}
