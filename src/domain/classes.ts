import * as v from 'valibot'
import { Id } from './ids.ts'
import { PersonName } from './people.ts'

export const LEVELS = [
  'TPS',
  'PS',
  'MS',
  'GS',
  'CP',
  'CE1',
  'CE2',
  'CM1',
  'CM2',
  '6e',
  '5e',
  '4e',
  '3e',
  '2de',
  '1re',
  'Tle',
] as const
export const Level = v.picklist(LEVELS)
export type Level = v.InferOutput<typeof Level>

export const SUBJECTS = [
  'french',
  'maths',
  'history',
  'civics',
  'science',
  'biology',
  'physics',
  'technology',
  'computing',
  'english',
  'german',
  'spanish',
  'latin',
  'arts',
  'music',
  'sport',
  'philosophy',
  'economics',
  'other',
] as const
/** A subject by its code; its name on screen is in the locales. */
export const Subject = v.picklist(SUBJECTS)
export type Subject = v.InferOutput<typeof Subject>

/** Record `classGroup` of a class feed: the class itself. */
export const ClassGroup = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
  level: Level,
  schoolName: v.string(),
  teachers: v.array(v.object({ id: Id, name: PersonName })),
})
export type ClassGroup = v.InferOutput<typeof ClassGroup>
