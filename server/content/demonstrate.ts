import type { Id, MutationId } from '../../src/domain/ids.ts'
import type { Wish } from '../../src/domain/mutations.ts'
import type { AssignmentPlan, Course, Demonstration } from './demonstration.ts'
import type { Member, Roster, RosterClass } from './roster.ts'
import type { CopyPlan } from './school.ts'
import { storeParts, type Shelf } from './store-parts.ts'

/** How content does what people do: by bringing files and asking for things, through the same doors as their devices. */
export type Hands = {
  shelf: Shelf
  /** Asks in someone's name; throws when it is refused. Answers the mutation's id. */
  act: (account: Id, wish: Wish) => Promise<MutationId>
  now: number
}

const HOUR = 3_600_000

/** Brings the demonstration school to life: courses published and work set by teachers, copies handed in by pupils, some of them returned. */
export async function demonstrate(hands: Hands, roster: Roster, demonstration: Demonstration): Promise<void> {
  const lessons = demonstration.courses.flatMap((course) =>
    roster.classes
      .filter(({ level }) => level === course.plan.level)
      .map((group) => ({ course, group, teacher: named(group.teachers, course.plan.teacher) })),
  )
  await Promise.all(lessons.map((lesson) => teach(hands, demonstration, lesson)))
}

type Lesson = { course: Course; group: RosterClass; teacher: Member }

/** One course in one class: published, its work set, and what came of it. */
async function teach(hands: Hands, demonstration: Demonstration, lesson: Lesson): Promise<void> {
  await publish(hands, lesson)
  for (const plan of lesson.course.plan.assignments) {
    const dueAt = eveningIn(plan.dueInDays, hands.now)
    await setAssignment(hands, lesson, plan, dueAt)
    const finishedAt = Math.min(hands.now, dueAt) - HOUR
    const copies = demonstration.plan.copies.filter(({ assignment }) => assignment === plan.id)
    await Promise.all(copies.map((copy) => handIn(hands, demonstration, lesson, copy, finishedAt)))
  }
}

const assignmentOf = (plan: string): Id => `demo-${plan}`

async function publish({ shelf, act }: Hands, { course, group, teacher }: Lesson): Promise<void> {
  const { plan, version, files } = course
  const { id: packId, title, subject, level } = plan
  await storeParts(shelf, teacher.id, [...files, version.text, version.manifest])
  const said = { title, subject, level, manifest: version.manifest.ref, text: version.text.ref, ...version.facts }
  await act(teacher.id, { kind: 'publishPack', classId: group.id, packId, version: 1, ...said })
}

async function setAssignment(
  { act }: Hands,
  { course, group, teacher }: Lesson,
  { id, title, instructions, minutes, expects, pages }: AssignmentPlan,
  dueAt: number,
): Promise<void> {
  const { id: packId, subject } = course.plan
  const asked = { title, subject, instructions, dueAt, minutes, expects, packId, ...(pages && { pages }) }
  await act(teacher.id, { kind: 'setAssignment', classId: group.id, assignmentId: assignmentOf(id), asked })
}

async function handIn(
  { shelf, act }: Hands,
  { photos }: Demonstration,
  { course, group, teacher }: Lesson,
  { assignment, text, paper = false, seen = false, returned, ...copy }: CopyPlan,
  finishedAt: number,
): Promise<void> {
  const classId = group.id
  const pupil = named(group.pupils, copy.pupil)
  const parts = (copy.photos ?? []).map((name) => photos.get(name) ?? missing(name))
  await storeParts(shelf, pupil.id, parts)
  const work = { assignmentId: assignmentOf(assignment), text, photos: parts.map(({ ref }) => ref), paper }
  const texts = [course.version.text.ref]
  const answers = copy.answers && { packId: course.plan.id, texts, answers: copy.answers }
  const submissionId = await act(pupil.id, {
    kind: 'handIn',
    classId,
    ...work,
    ...(answers && { answers }),
    finishedAt,
  })
  if (seen || returned) await act(teacher.id, { kind: 'openSubmission', classId, submissionId })
  if (!returned) return
  await act(teacher.id, { kind: 'returnSubmission', classId, submissionId, base: null, appreciation: returned })
}

function named(members: readonly Member[], name: string): Member {
  return members.find((member) => member.name === name) ?? missing(name)
}

function missing(name: string): never {
  throw new Error(`the demonstration has no ${name} where it is named`)
}

/** Hours at which people have things done by; the last one is the end of the day. */
const EVENINGS = [18, 20, 22] as const

/**
 * Six in the evening, that many days from now, where the server is. Today it is the next evening hour that leaves an hour to do it, so that a school
 * that opens late still has something for today.
 */
function eveningIn(days: number, now: number): number {
  const day = new Date(now)
  day.setDate(day.getDate() + days)
  const at = EVENINGS.map((hour) => new Date(day).setHours(hour, 0, 0, 0))
  if (days !== 0) return at[0] ?? now
  return at.find((moment) => moment >= now + HOUR) ?? day.setHours(23, 59, 0, 0)
}
