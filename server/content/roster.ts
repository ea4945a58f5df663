import type { Level } from '../../src/domain/classes.ts'
import type { Id } from '../../src/domain/ids.ts'
import type { Role } from '../../src/domain/people.ts'
import { makeCard } from '../storage/cards.ts'
import type { SchoolPlan } from './school.ts'

type Random = (bytes: number) => Uint8Array

/** One person with the card that signs them in. The token leaves with the card and is stored nowhere. */
export type Member = { id: Id; role: Role; name: string; card: { token: string; hash: string } }
export type RosterClass = { id: Id; cap: string; name: string; level: Level; teachers: Member[]; pupils: Member[] }
export type Child = { pupil: Member; classId: Id }
export type Roster = {
  school: { uai: string; name: string }
  classes: RosterClass[]
  teachers: Member[]
  guardians: (Member & { children: Child[] })[]
  staff: Member[]
}

/** Gives everyone of a plan an opaque id and a card, and every class its unguessable address. Throws when the plan names someone it does not have. */
export function makeRoster(plan: SchoolPlan, random: Random): Roster {
  const id = (): Id => Buffer.from(random(10)).toString('hex')
  const member = (role: Role, name: string): Member => ({ id: id(), role, name, card: makeCard(random) })
  const teachers = plan.teachers.map((name) => member('teacher', name))
  const classes = plan.classes.map((group) => ({
    id: id(),
    cap: Buffer.from(random(18)).toString('base64url'),
    name: group.name,
    level: group.level,
    teachers: group.teachers.map((name) => named(teachers, name)),
    pupils: group.pupils.map((name) => member('pupil', name)),
  }))
  const children = classes.flatMap(({ id: classId, pupils }) => pupils.map((pupil) => ({ pupil, classId })))
  const guardians = plan.guardians.map((guardian) => ({
    ...member('guardian', guardian.name),
    children: guardian.children.map((name) => childNamed(children, name)),
  }))
  const staff = (plan.staff ?? []).map((name) => member('staff', name))
  return { school: { uai: plan.uai, name: plan.name }, classes, teachers, guardians, staff }
}

export function membersOf({ classes, teachers, guardians, staff }: Roster): Member[] {
  return [...teachers, ...classes.flatMap(({ pupils }) => pupils), ...guardians, ...staff]
}

/** The classes that a person teaches or learns in. */
export function classesOf(roster: Roster, { id }: Member): RosterClass[] {
  return roster.classes.filter(({ teachers, pupils }) => [...teachers, ...pupils].some((member) => member.id === id))
}

function named<M extends { name: string }>(members: readonly M[], name: string): M {
  const found = members.find((member) => member.name === name)
  if (!found) throw new Error(`the plan of the school names nobody called ${name}`)
  return found
}

function childNamed(children: readonly Child[], name: string): Child {
  const pupil = named(
    children.map((child) => child.pupil),
    name,
  )
  const found = children.find((child) => child.pupil === pupil)
  if (!found) throw new Error(`${name} is in no class`)
  return found
}
