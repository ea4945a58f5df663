import { getHeld, listHeld, lookUp, openEntries, type About, type Held } from '../db/overlay.ts'
import type { Entry, ProfileDb, Upload } from '../db/profile.ts'
import type { Actor } from '../domain/access.ts'
import { pairId, type Id, type PairId } from '../domain/ids.ts'
import { feeds, type FeedName, type Kind } from '../domain/records.ts'
import { inOrder, refusedOf, revisionOf, type Dues } from './revisions.ts'
import type { CopyView, FeedbackView } from './views.ts'

/** Copies by `<assignmentId>:<pupilId>`. */
export type Copies = ReadonlyMap<PairId, CopyView>

/** All that copies are made of, of one feed. `entries` and `uploads` are this device's own, empty where somebody else's copies are read. */
export type CopyParts = {
  submissions: readonly Held<'submission'>[]
  receipts: readonly Held<'receipt'>[]
  seen: readonly Held<'seen'>[]
  feedback: readonly Held<'feedback'>[]
  entries: readonly Entry[]
  uploads: readonly Upload[]
  dues: Dues
}

/** The copies of a feed. Run it in one transaction, so that an entry and what it led to are never both missing. */
export async function readCopies(db: ProfileDb, actor: Actor, feed: FeedName, dues: Dues): Promise<Copies> {
  return copiesOf({ ...(await readParts(db, actor, feed)), dues })
}

/** One copy of a feed, without looking closely at the others; null when nothing was handed in. */
export async function readCopy(db: ProfileDb, actor: Actor, feed: FeedName, about: About): Promise<CopyView | null> {
  const parts = await readPartsOf(db, actor, feed, about)
  const classId = parts.submissions[0]?.body.classId
  const key = classId && ({ feed: feeds.class(classId), kind: 'assignment', id: about.assignmentId } as const)
  const assignment = key && (await lookUp(db, key))
  const dues = new Map(assignment ? [[about.assignmentId, assignment]] : [])
  return copyAmong(copiesOf({ ...parts, dues }), about)
}

/** One pupil's copy, wherever this person reads it. */
export async function findCopy(db: ProfileDb, actor: Actor, about: About): Promise<CopyView | null> {
  if (actor.role !== 'teacher') return readCopy(db, actor, feeds.pupil(about.pupilId), about)
  for (const classId of await classesWith(db, actor, about.assignmentId)) {
    const copy = await readCopy(db, actor, feeds.desk(classId), about)
    if (copy) return copy
  }
  return null
}

/** The classes whose desk may hold copies of an assignment: those that have it, or had it; all of them when that is not known any more. */
async function classesWith(db: ProfileDb, actor: Actor, assignmentId: Id): Promise<Id[]> {
  const classes = [...actor.feeds].filter((feed) => feed.startsWith('desk:')).map((feed) => feed.slice('desk:'.length))
  const rows = await db.records.bulkGet(classes.map((id) => [feeds.class(id), 'assignment', assignmentId]))
  const likely = classes.filter((_, i) => rows[i])
  return likely.length > 0 ? likely : classes
}

/** The copy that a revision belongs to, on the desk of a class; null when this device does not know it. */
export async function readCopyOf(
  db: ProfileDb,
  actor: Actor,
  classId: Id,
  revision: Id,
): Promise<(CopyView & { pupilName: string }) | null> {
  const feed = feeds.desk(classId)
  const submission = await lookUp(db, { feed, kind: 'submission', id: revision })
  const copy = submission && (await readCopy(db, actor, feed, submission))
  const pupil = submission && (await lookUp(db, { feed, kind: 'pupil', id: submission.pupilId }))
  return copy ? { ...copy, pupilName: pupil?.name ?? '' } : null
}

type Parts = Omit<CopyParts, 'dues'>

async function readParts(db: ProfileDb, actor: Actor, feed: FeedName): Promise<Parts> {
  const submissions = await listHeld(db, 'submission', feed)
  const receipts = await listHeld(db, 'receipt', feed)
  const seen = await listHeld(db, 'seen', feed)
  const feedback = await listHeld(db, 'feedback', feed)
  return { submissions, receipts, seen, feedback, ...(await readOwn(db, actor, feed)) }
}

/** The same for one copy: whatever else belongs to it is found by its name. */
async function readPartsOf(db: ProfileDb, actor: Actor, feed: FeedName, about: About): Promise<Parts> {
  const submissions = await listHeld(db, 'submission', feed, about)
  const ids = submissions.map(({ id }) => id)
  const receipts = await getHeld(db, 'receipt', feed, ids)
  const seen = await getHeld(db, 'seen', feed, ids)
  const feedback = await getHeld(db, 'feedback', feed, [pairId(about.assignmentId, about.pupilId)])
  return { submissions, receipts, seen, feedback, ...(await readOwn(db, actor, feed)) }
}

/** What only the device of whoever handed in knows. */
async function readOwn(db: ProfileDb, actor: Actor, feed: FeedName): Promise<Pick<Parts, 'entries' | 'uploads'>> {
  const own = feed === feeds.pupil(actor.id)
  const open = await openEntries(db)
  const refused = own ? await db.outbox.where('state').equals('refused').sortBy('n') : []
  return { entries: [...open, ...refused], uploads: own ? await db.uploads.toArray() : [] }
}

/** One copy among others; null when nothing was handed in. */
export function copyAmong(copies: Copies, { assignmentId, pupilId }: About): CopyView | null {
  return copies.get(pairId(assignmentId, pupilId)) ?? null
}

/** Puts copies together: every part is looked at once. */
export function copiesOf(parts: CopyParts): Copies {
  const known = {
    receipts: byId(parts.receipts),
    seen: byId(parts.seen),
    uploads: new Map(parts.uploads.map((upload) => [upload.sha256, upload])),
    dues: parts.dues,
  }
  const feedback = byId(parts.feedback)
  const copies = new Map<PairId, CopyView>()
  const copyOf = (of: Pick<CopyView, 'classId' | 'assignmentId' | 'pupilId'>): CopyView => {
    const name = pairId(of.assignmentId, of.pupilId)
    const copy = copies.get(name) ?? emptyCopy(of, feedback.get(name))
    copies.set(name, copy)
    return copy
  }
  for (const submission of inOrder(parts.submissions, parts.entries)) {
    const copy = copyOf(submission.body)
    copy.last = revisionOf(submission, known)
    copy.revisions.push(copy.last)
  }
  for (const entry of parts.entries) {
    const write = entry.state === 'refused' ? entry.writes.find(({ kind }) => kind === 'submission') : undefined
    if (write?.kind === 'submission' && write.body) copyOf(write.body).refused.push(refusedOf(entry, write.body))
  }
  return copies
}

function emptyCopy(
  { classId, assignmentId, pupilId }: Pick<CopyView, 'classId' | 'assignmentId' | 'pupilId'>,
  feedback: Held<'feedback'> | undefined,
): CopyView {
  return {
    classId,
    assignmentId,
    pupilId,
    revisions: [],
    last: null,
    feedback: feedback ? feedbackOf(feedback) : null,
    refused: [],
  }
}

function byId<K extends Kind>(held: readonly Held<K>[]): Map<string, Held<K>> {
  return new Map(held.map((one) => [one.id, one]))
}

function feedbackOf({ at, body, waiting }: Held<'feedback'>): FeedbackView {
  const { comment, grade, scale, submissionId, version, teacher } = body
  return {
    comment,
    ...(grade !== undefined && { grade }),
    ...(scale !== undefined && { scale }),
    submissionId,
    version,
    teacher,
    at,
    waiting: waiting !== undefined,
  }
}
