import * as v from 'valibot'
import { Subject } from './classes.ts'
import { Id, Moment } from './ids.ts'
import { PersonName } from './people.ts'

/** `answers`: to the exercises of the pack. */
export const Expected = v.picklist(['text', 'photos', 'paper', 'answers'])
export type Expected = v.InferOutput<typeof Expected>

/** What must be before the due moment for a copy to be in time: that it is finished, or that the school has it. */
export const Counts = v.picklist(['finished', 'received'])
export type Counts = v.InferOutput<typeof Counts>

/**
 * What a teacher asks for. `dueAt` is a moment, `minutes` the estimated duration; a due date in the past is a warning in the form, no refusal. `pages`:
 * the lessons of the pack that are meant, without it all of them. Without `counts`, as earlier builds have it, finishing counts.
 */
export const AssignmentAsked = v.object({
  title: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(140)),
  subject: Subject,
  instructions: v.pipe(v.string(), v.maxLength(10_000)),
  dueAt: Moment,
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600)),
  expects: v.pipe(v.array(Expected), v.minLength(1), v.maxLength(4)),
  packId: v.exactOptional(Id),
  pages: v.exactOptional(v.pipe(v.array(Id), v.minLength(1), v.maxLength(100))),
  counts: v.exactOptional(Counts),
})
export type AssignmentAsked = v.InferOutput<typeof AssignmentAsked>

/** Record `assignment` of a class feed. */
export const Assignment = v.object({ ...AssignmentAsked.entries, by: Id, teacher: PersonName })
export type Assignment = v.InferOutput<typeof Assignment>
