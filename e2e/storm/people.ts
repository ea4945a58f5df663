import type { SchoolPlan } from '../../server/content/school.ts'
import type { Chance } from './chance.ts'

/** A small school: a class with two teachers, a guardian with children in two classes. */
export const PLAN: SchoolPlan = {
  uai: '0750001U',
  name: 'Collège des Tilleuls',
  teachers: ['Anne Morel', 'Karim Benali'],
  classes: [
    { name: '6e A', level: '6e', teachers: ['Anne Morel', 'Karim Benali'], pupils: ['Lina Roux', 'Noé Petit'] },
    { name: '6e B', level: '6e', teachers: ['Karim Benali'], pupils: ['Sami Roux'] },
  ],
  guardians: [{ name: 'Claire Roux', children: ['Lina Roux', 'Sami Roux'] }],
  copies: [],
}

/** Whose profiles are on which device. Lina and Anne have two; Claire and Sami share one. */
export const DEVICES: Readonly<Record<string, readonly string[]>> = {
  'phone of Lina': ['Lina Roux'],
  'tablet of Lina': ['Lina Roux'],
  'phone of the Roux': ['Claire Roux', 'Sami Roux'],
  'laptop of Anne': ['Anne Morel'],
  'phone of Anne': ['Anne Morel'],
  'laptop of Karim': ['Karim Benali'],
}

/** A pupil and a teacher are in every storm; one or two of the others are not. */
const ALWAYS = ['phone of Lina', 'laptop of Anne']

/** The devices of one storm, four or five of them. */
export function someDevices(chance: Chance): Readonly<Record<string, readonly string[]>> {
  const others = Object.keys(DEVICES).filter((name) => !ALWAYS.includes(name))
  const absent = [chance.pick(others), chance.pick(others)]
  return Object.fromEntries(Object.entries(DEVICES).filter(([name]) => !absent.includes(name)))
}
