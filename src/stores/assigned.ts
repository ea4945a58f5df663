import { listHeld, type Held } from '../db/overlay.ts'
import type { ProfileDb } from '../db/profile.ts'
import { mayRead, type Actor } from '../domain/access.ts'
import type { Assignment } from '../domain/assignments.ts'
import type { Id } from '../domain/ids.ts'
import { feeds, type FeedName, type Kind } from '../domain/records.ts'
import { copyAmong, readCopies, type Copies } from './copies.ts'
import type { AssignmentView, ChildView, ClassView, PackView } from './views.ts'

const order = new Intl.Collator('fr', { numeric: true })

/** How names are ordered on every screen: 6e B before 10e A, accents apart. */
export function byName(a: { name: string }, b: { name: string }): number {
  return order.compare(a.name, b.name)
}

/** The class whose feed this is. */
export function classOf(feed: FeedName): Id {
  return feed.slice(feed.indexOf(':') + 1)
}

/** All of a kind that the classes of this person hold, or one class. */
async function listOfClasses<K extends Kind>(db: ProfileDb, actor: Actor, kind: K, classId?: Id): Promise<Held<K>[]> {
  const held = await listHeld(db, kind, classId === undefined ? undefined : feeds.class(classId))
  return held.filter(({ feed }) => feed.startsWith('class:') && mayRead(actor, feed))
}

export async function readClasses(db: ProfileDb, actor: Actor): Promise<ClassView[]> {
  const groups = await listOfClasses(db, actor, 'classGroup')
  return groups
    .map(({ feed, body }) => ({
      ...body,
      id: classOf(feed),
      teaches: body.teachers.some(({ id }) => id === actor.id),
    }))
    .sort(byName)
}

/** Classes by id, to stand beside what is theirs. */
type Groups = ReadonlyMap<Id, ClassView>

async function readGroups(db: ProfileDb, actor: Actor): Promise<Groups> {
  return new Map((await readClasses(db, actor)).map((group) => [group.id, group]))
}

/** Newest first. */
export async function readPacks(db: ProfileDb, actor: Actor, classId?: Id): Promise<PackView[]> {
  const packs = await listOfClasses(db, actor, 'pack', classId)
  const groups = await readGroups(db, actor)
  return packs
    .sort((a, b) => b.at - a.at || order.compare(a.body.title, b.body.title))
    .map(({ id, feed, body, at, waiting }) => ({
      id,
      classId: classOf(feed),
      classGroup: groups.get(classOf(feed)),
      pack: body,
      at,
      waiting: waiting !== undefined,
    }))
}

/** Soonest due first. */
export async function listAssignments(db: ProfileDb, actor: Actor, classId?: Id): Promise<Held<'assignment'>[]> {
  const assignments = await listOfClasses(db, actor, 'assignment', classId)
  return assignments.sort((a, b) => a.body.dueAt - b.body.dueAt || order.compare(a.body.title, b.body.title))
}

export function duesOf(assignments: readonly Held<'assignment'>[]): Map<Id, Assignment> {
  return new Map(assignments.map(({ id, body }) => [id, body]))
}

/** Soonest due first; with their copies for a pupil. */
export async function readAssignments(db: ProfileDb, actor: Actor, classId?: Id): Promise<AssignmentView[]> {
  const assignments = await listAssignments(db, actor, classId)
  const groups = await readGroups(db, actor)
  const copies =
    actor.role === 'pupil' ? await readCopies(db, actor, feeds.pupil(actor.id), duesOf(assignments)) : new Map()
  return assignments.map((assignment) => assignmentView(assignment, groups, copies, actor.id))
}

function assignmentView(record: Held<'assignment'>, groups: Groups, copies: Copies, pupilId: Id): AssignmentView {
  const { id, feed, body } = record
  const copy = copyAmong(copies, { assignmentId: id, pupilId })
  return {
    id,
    classId: classOf(feed),
    classGroup: groups.get(classOf(feed)),
    record,
    assignment: body,
    copy,
    feedback: copy?.feedback ?? null,
    done: copy !== null && (copy.last !== null || copy.feedback !== null),
  }
}

/** The children of a guardian, each with what their class asks of them and what they handed in. Nobody for other people. */
export async function readChildren(db: ProfileDb, actor: Actor): Promise<ChildView[]> {
  const children = await listHeld(db, 'child', feeds.account(actor.id))
  const assignments = await listAssignments(db, actor)
  const packs = await readPacks(db, actor)
  const groups = await readGroups(db, actor)
  const dues = duesOf(assignments)
  const views: ChildView[] = []
  for (const { id: pupilId, body } of children) {
    const { name, colour, classId } = body
    const copies = await readCopies(db, actor, feeds.pupil(pupilId), dues)
    views.push({
      pupilId,
      name,
      colour,
      classId,
      classGroup: groups.get(classId),
      assignments: assignments
        .filter(({ feed }) => classOf(feed) === classId)
        .map((assignment) => assignmentView(assignment, groups, copies, pupilId)),
      packs: packs.filter((pack) => pack.classId === classId),
    })
  }
  // The school hands colours out in its own order, one a child.
  return views.sort((a, b) => a.colour - b.colour || byName(a, b))
}
