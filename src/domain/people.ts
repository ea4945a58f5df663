import * as v from 'valibot'
import { Id, Moment } from './ids.ts'

export const Role = v.picklist(['pupil', 'guardian', 'teacher', 'staff'])
export type Role = v.InferOutput<typeof Role>

export const PersonName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120))

/** Record `person` of an account's own feed: who this account is. `id` of the record: the account's id. */
export const Person = v.object({
  role: Role,
  name: PersonName,
  school: v.object({ uai: v.string(), name: v.string() }),
})
export type Person = v.InferOutput<typeof Person>

/** Record `child` of a guardian's account feed; its id is the pupil's. `colour`: 0 to 7, the same on every screen. */
export const Child = v.object({
  name: PersonName,
  classId: Id,
  colour: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(7)),
})
export type Child = v.InferOutput<typeof Child>

/** Record `pupil` of a desk: one line of the roster; its id is the pupil's account. */
export const Pupil = v.object({ name: PersonName })
export type Pupil = v.InferOutput<typeof Pupil>

/** Record `device` of an account's own feed: an enrolment, in sight of its owner. */
export const Device = v.object({
  label: v.pipe(v.string(), v.maxLength(80)),
  enrolledAt: Moment,
  withdrawn: v.boolean(),
})
export type Device = v.InferOutput<typeof Device>
