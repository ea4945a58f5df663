import * as v from 'valibot'
import { Id, MutationId } from './ids.ts'
import { PersonName } from './people.ts'

/** What a teacher says of a copy. `grade` is out of `scale` (20 unless said). */
export const Appreciation = v.object({
  comment: v.pipe(v.string(), v.maxLength(5000)),
  grade: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
  scale: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(100))),
})
export type Appreciation = v.InferOutput<typeof Appreciation>

/** Record `feedback`, id `<assignmentId>:<pupilId>`. `version` is the mutation that wrote it: the next one names it as its base. */
export const Feedback = v.object({
  ...Appreciation.entries,
  assignmentId: Id,
  pupilId: Id,
  submissionId: MutationId,
  version: MutationId,
  by: Id,
  teacher: PersonName,
})
export type Feedback = v.InferOutput<typeof Feedback>
