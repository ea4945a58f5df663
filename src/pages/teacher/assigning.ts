import * as v from 'valibot'
import { Counts, Expected, type Assignment, type AssignmentAsked } from '../../domain/assignments.ts'
import { Subject } from '../../domain/classes.ts'
import { Id } from '../../domain/ids.ts'

/** An assignment as its form holds it, whole or not. `packId` is empty for none; `alsoIn`: other classes that are given the same. */
export const AssignDraft = v.object({
  assignmentId: Id,
  title: v.string(),
  subject: Subject,
  instructions: v.string(),
  dueAt: v.nullable(v.number()),
  minutes: v.string(),
  expects: v.array(Expected),
  // Drafts of earlier builds have none.
  counts: v.optional(Counts, 'finished'),
  packId: v.string(),
  alsoIn: v.array(Id),
})
export type AssignDraft = v.InferOutput<typeof AssignDraft>

/** The words are in the locales, `teacher.wrong.<name>`. */
export type AssignWrong = {
  title?: 'noTitle'
  dueAt?: 'noDue'
  minutes?: 'notMinutes'
  expects?: 'nothingExpected'
}

/** What a teacher asks, from the form; or what is missing, field by field. */
export function readAssign(draft: AssignDraft): { asked: AssignmentAsked } | { wrong: AssignWrong } {
  const minutes = /^\s*\d{1,3}\s*$/.test(draft.minutes) ? Number(draft.minutes) : 0
  const { title, subject, instructions, dueAt, expects, counts, packId } = draft
  const wrong: AssignWrong = {
    ...(title.trim() === '' && { title: 'noTitle' as const }),
    ...(dueAt === null && { dueAt: 'noDue' as const }),
    ...((minutes < 1 || minutes > 600) && { minutes: 'notMinutes' as const }),
    ...(expects.length === 0 && { expects: 'nothingExpected' as const }),
  }
  if (dueAt === null || Object.keys(wrong).length > 0) return { wrong }
  const asked = { title: title.trim(), subject, instructions: instructions.trim(), dueAt, minutes, expects }
  return { asked: { ...asked, ...(counts === 'received' && { counts }), ...(packId !== '' && { packId }) } }
}

/** The form of an assignment that exists. */
export function draftOf(assignmentId: Id, asked: AssignmentAsked): AssignDraft {
  const { title, subject, instructions, dueAt, minutes, expects, counts = 'finished', packId = '' } = asked
  const held = { title, subject, instructions, dueAt, minutes: String(minutes), expects, counts, packId }
  return { assignmentId, ...held, alsoIn: [] }
}

/** What was asked, without who asked it. */
export function askedOf({
  title,
  subject,
  instructions,
  dueAt,
  minutes,
  expects,
  counts,
  packId,
}: Assignment): AssignmentAsked {
  const asked = { title, subject, instructions, dueAt, minutes, expects }
  return { ...asked, ...(counts !== undefined && { counts }), ...(packId !== undefined && { packId }) }
}
