import * as v from 'valibot'
import { Subject } from './classes.ts'
import { Id, Moment } from './ids.ts'
import { PersonName } from './people.ts'

export const Expected = v.picklist(['text', 'photos', 'paper'])
export type Expected = v.InferOutput<typeof Expected>

/** What a teacher asks for. `dueAt` is a moment, `minutes` the estimated duration; a due date in the past is a warning in the form, no refusal. */
export const AssignmentAsked = v.object({
  title: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(140)),
  subject: Subject,
  instructions: v.pipe(v.string(), v.maxLength(10_000)),
  dueAt: Moment,
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600)),
  expects: v.pipe(v.array(Expected), v.minLength(1), v.maxLength(3)),
  packId: v.exactOptional(Id),
})
export type AssignmentAsked = v.InferOutput<typeof AssignmentAsked>

/** Record `assignment` of a class feed. */
export const Assignment = v.object({ ...AssignmentAsked.entries, by: Id, teacher: PersonName })
export type Assignment = v.InferOutput<typeof Assignment>
