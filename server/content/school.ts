import * as v from 'valibot'
import { Answer } from '../../src/domain/answers.ts'
import { Level } from '../../src/domain/classes.ts'
import { Appreciation } from '../../src/domain/feedback.ts'
import { PersonName } from '../../src/domain/people.ts'
import { Uai } from '../../src/domain/schools.ts'

/** Work that is already handed in when the school opens: `seen` by the teacher, or `returned` with these words. `photos` name files beside the plan. */
const CopyPlan = v.strictObject({
  pupil: PersonName,
  assignment: v.string(),
  text: v.string(),
  photos: v.exactOptional(v.array(v.string())),
  paper: v.exactOptional(v.boolean()),
  answers: v.exactOptional(v.array(Answer)),
  seen: v.exactOptional(v.boolean()),
  returned: v.exactOptional(Appreciation),
})
export type CopyPlan = v.InferOutput<typeof CopyPlan>

/** A school as it is written down: people are named, and belong to classes and families by their names, each name once. */
export const SchoolPlan = v.object({
  uai: Uai,
  name: v.string(),
  teachers: v.array(PersonName),
  classes: v.array(
    v.object({ name: v.string(), level: Level, teachers: v.array(PersonName), pupils: v.array(PersonName) }),
  ),
  guardians: v.array(v.object({ name: PersonName, children: v.array(PersonName) })),
  staff: v.exactOptional(v.array(PersonName)),
  copies: v.array(CopyPlan),
})
export type SchoolPlan = v.InferOutput<typeof SchoolPlan>
