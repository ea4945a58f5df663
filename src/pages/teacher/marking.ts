import * as v from 'valibot'
import type { Appreciation } from '../../domain/feedback.ts'
import { MutationId } from '../../domain/ids.ts'
import type { CopyView, FeedbackView, WaitingView } from '../../stores/views.ts'
import { USUAL_SCALE } from './grades.ts'

/**
 * An appreciation being written. `base`: the feedback on which it is written, null for the first; when the copy's feedback is another by then,
 * someone else returned the copy meanwhile. `settled`: one's own refused appreciation, once its teacher chose what becomes of it.
 */
export const MarkDraft = v.object({
  comment: v.string(),
  grade: v.string(),
  scale: v.string(),
  base: v.nullable(MutationId),
  settled: v.nullable(MutationId),
})
export type MarkDraft = v.InferOutput<typeof MarkDraft>

/** The form that begins from what was said, or from nothing. `written`: how a number is written on screen. */
export function markFrom(
  said: (Appreciation & { version?: MutationId }) | null,
  written: (value: number) => string,
): MarkDraft {
  return {
    comment: said?.comment ?? '',
    grade: said?.grade === undefined ? '' : written(said.grade),
    scale: written(said?.scale ?? USUAL_SCALE),
    base: said?.version ?? null,
    settled: null,
  }
}

/**
 * One's own appreciation of a copy that the school refused because another was there first, unless it was settled, or followed by another of one's
 * own: the last such one.
 */
export function refusedMark(
  entries: readonly WaitingView[],
  copy: CopyView,
  settled: MutationId | null,
  me: string,
): { id: MutationId; appreciation: Appreciation } | undefined {
  const mine = entries.flatMap(({ id, state, reason, mutation }) =>
    mutation.kind === 'returnSubmission' &&
    state === 'refused' &&
    reason === 'conflict' &&
    copy.revisions.some((revision) => revision.id === mutation.submissionId)
      ? [{ id, n: mutation.n, appreciation: mutation.appreciation }]
      : [],
  )
  const last = mine.sort((a, b) => a.n - b.n).at(-1)
  return last && last.id !== settled && !followed(last.id, copy.feedback, me) ? last : undefined
}

/** Ids of one device count up with its clock. */
function followed(refused: MutationId, feedback: FeedbackView | null, me: string): boolean {
  return feedback !== null && feedback.teacher === me && feedback.version > refused
}
