import * as v from 'valibot'
import { Counts, Expected, type Assignment, type AssignmentAsked } from '../../domain/assignments.ts'
import { Subject } from '../../domain/classes.ts'
import { Id } from '../../domain/ids.ts'

/** An assignment as its form holds it, whole or not. `packId` is empty for none, `pages` for all of them; `alsoIn`: other classes that are given the same. */
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
  pages: v.optional(v.array(Id), []),
  alsoIn: v.array(Id),
})
export type AssignDraft = v.InferOutput<typeof AssignDraft>

/** The words are in the locales, `teacher.wrong.<name>`. */
export type AssignWrong = {
  title?: 'noTitle'
  dueAt?: 'noDue'
  minutes?: 'notMinutes'
  expects?: 'nothingExpected' | 'answersNeedPack'
}

/** What a teacher asks, from the form; or what is missing, field by field. */
export function readAssign(draft: AssignDraft): { asked: AssignmentAsked } | { wrong: AssignWrong } {
  const minutes = /^\s*\d{1,3}\s*$/.test(draft.minutes) ? Number(draft.minutes) : 0
  const { title, subject, instructions, dueAt, expects, counts, packId, pages } = draft
  const wrong: AssignWrong = {
    ...(title.trim() === '' && { title: 'noTitle' as const }),
    ...(dueAt === null && { dueAt: 'noDue' as const }),
    ...((minutes < 1 || minutes > 600) && { minutes: 'notMinutes' as const }),
    ...(expects.length === 0 && { expects: 'nothingExpected' as const }),
    ...(packId === '' && expects.includes('answers') && { expects: 'answersNeedPack' as const }),
  }
  if (dueAt === null || Object.keys(wrong).length > 0) return { wrong }
  const asked = { title: title.trim(), subject, instructions: instructions.trim(), dueAt, minutes, expects }
  const about = packId === '' ? {} : { packId, ...(pages.length > 0 && { pages }) }
  return { asked: { ...asked, ...(counts === 'received' && { counts }), ...about } }
}

/** The form of an assignment that exists. */
export function draftOf(assignmentId: Id, asked: AssignmentAsked): AssignDraft {
  const { title, subject, instructions, dueAt, minutes, expects, counts = 'finished', packId = '', pages = [] } = asked
  const held = { title, subject, instructions, dueAt, minutes: String(minutes), expects, counts, packId, pages }
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
  pages,
}: Assignment): AssignmentAsked {
  const asked = { title, subject, instructions, dueAt, minutes, expects }
  return { ...asked, ...(counts && { counts }), ...(packId && { packId }), ...(pages && { pages }) }
}
