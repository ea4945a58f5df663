import { listHeld, type Held } from '../db/overlay.ts'
import type { ProfileDb } from '../db/profile.ts'
import type { Actor } from '../domain/access.ts'
import type { Id, Moment } from '../domain/ids.ts'
import { feeds } from '../domain/records.ts'
import { byName, duesOf, listAssignments, readClasses, readPacks } from './assigned.ts'
import { copyAmong, readCopies, type Copies } from './copies.ts'
import type { CopyView, DeskAssignment, DeskCell, DeskPack, DeskPupil, DeskView, PackView } from './views.ts'

/** The desk of a class; null for who does not teach it. */
export async function readDesk(db: ProfileDb, actor: Actor, classId: Id): Promise<DeskView | null> {
  const feed = feeds.desk(classId)
  if (!actor.feeds.has(feed)) return null
  const roster = await listHeld(db, 'pupil', feed)
  const deliveries = await listHeld(db, 'delivery', feed)
  const assignments = await listAssignments(db, actor, classId)
  const packs = await readPacks(db, actor, classId)
  const classes = await readClasses(db, actor)
  const copies = await readCopies(db, actor, feed, duesOf(assignments))
  const signs = lastSigns(copies, deliveries)
  const pupils = roster.map(({ id, body }) => ({ id, name: body.name, lastSign: signs.get(id) ?? null })).sort(byName)
  const delivered = deliveriesByPack(deliveries)
  return {
    classId,
    classGroup: classes.find(({ id }) => id === classId),
    pupils,
    assignments: assignments.map((assignment) => deskAssignment(assignment, pupils, copies)),
    packs: packs.map((pack) => deskPack(pack, pupils, delivered.get(pack.id))),
  }
}

/** When something of each pupil last reached the school. */
function lastSigns(copies: Copies, deliveries: readonly Held<'delivery'>[]): Map<Id, Moment> {
  const signs = new Map<Id, Moment>()
  const note = (pupilId: Id, at: Moment | null | undefined) => {
    if (at !== null && at !== undefined) signs.set(pupilId, Math.max(at, signs.get(pupilId) ?? 0))
  }
  for (const { pupilId, revisions } of copies.values())
    for (const { receivedAt, receipt } of revisions) {
      note(pupilId, receivedAt)
      note(pupilId, receipt?.receivedAt)
    }
  for (const { body, at } of deliveries) note(body.pupilId, at)
  return signs
}

function deskAssignment(
  { id, body, at, waiting }: Held<'assignment'>,
  pupils: readonly DeskPupil[],
  copies: Copies,
): DeskAssignment {
  const cells = pupils.map((pupil) => deskCell(pupil, copyAmong(copies, { assignmentId: id, pupilId: pupil.id })))
  return {
    id,
    assignment: body,
    at,
    waiting: waiting !== undefined,
    cells,
    handedIn: cells.filter(({ state }) => state !== 'silent').length,
    returned: cells.filter(({ state }) => state === 'returned').length,
  }
}

function deskCell({ id, name }: DeskPupil, copy: CopyView | null): DeskCell {
  return { pupilId: id, name, state: stateOf(copy), late: copy?.last?.late ?? false, copy }
}

/** A copy that says it is on paper and yet holds something is there to be opened. */
function stateOf(copy: CopyView | null): DeskCell['state'] {
  if (copy?.feedback) return 'returned'
  if (!copy?.last) return 'silent'
  const { paper, text, photos, answers } = copy.last
  return paper && text.trim() === '' && photos.length === 0 && !answers ? 'paper' : 'handedIn'
}

type Delivered = ReadonlyMap<Id, Held<'delivery'>>

/** Deliveries of each pack, by pupil. */
function deliveriesByPack(deliveries: readonly Held<'delivery'>[]): Map<Id, Delivered> {
  const packs = new Map<Id, Map<Id, Held<'delivery'>>>()
  for (const delivery of deliveries) {
    const { packId, pupilId } = delivery.body
    const pupils = packs.get(packId) ?? new Map<Id, Held<'delivery'>>()
    packs.set(packId, pupils.set(pupilId, delivery))
  }
  return packs
}

function deskPack(pack: PackView, pupils: readonly DeskPupil[], delivered: Delivered = new Map()): DeskPack {
  return {
    ...pack,
    delivered: pupils.flatMap(({ id, name }) => {
      const delivery = delivered.get(id)
      return delivery ? [{ ...delivery.body, name, at: delivery.at }] : []
    }),
    missing: pupils.filter(({ id }) => !delivered.has(id)).map(({ id, name }) => ({ pupilId: id, name })),
  }
}
