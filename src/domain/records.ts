import * as v from 'valibot'
import { Assignment } from './assignments.ts'
import { ClassGroup } from './classes.ts'
import { Feedback } from './feedback.ts'
import { Id, Moment } from './ids.ts'
import { Delivery, HandbookPage, Pack, Seal } from './packs.ts'
import { Child, Device, Person, Pupil } from './people.ts'
import { Receipt } from './receipts.ts'
import { RefusedWork } from './refusedWork.ts'
import { Seen, Submission } from './submissions.ts'

/** An ordered stream of records that a device follows with a cursor. */
export const FeedName = v.pipe(v.string(), v.regex(/^(public|(class|pupil|family|desk|account):[A-Za-z0-9_-]{1,64})$/))
export type FeedName = v.InferOutput<typeof FeedName>

export const feeds = {
  public: 'public',
  class: (classId: Id): FeedName => `class:${classId}`,
  pupil: (pupilId: Id): FeedName => `pupil:${pupilId}`,
  family: (pupilId: Id): FeedName => `family:${pupilId}`,
  desk: (classId: Id): FeedName => `desk:${classId}`,
  account: (accountId: Id): FeedName => `account:${accountId}`,
} as const

/** Shared feeds are read as files, the others by turns. */
export function isShared(feed: FeedName): boolean {
  return feed === feeds.public || feed.startsWith('class:')
}

/** Record `access` of an account's own feed, id = the feed's name: it may be read; `cap` is where a shared one lies (`/feeds/<cap>/`). */
export const Access = v.object({ cap: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,64}$/))) })
export type Access = v.InferOutput<typeof Access>

/** What each kind of record holds. */
export const BODIES = {
  access: Access,
  assignment: Assignment,
  child: Child,
  classGroup: ClassGroup,
  delivery: Delivery,
  device: Device,
  feedback: Feedback,
  handbookPage: HandbookPage,
  pack: Pack,
  person: Person,
  pupil: Pupil,
  receipt: Receipt,
  refusedWork: RefusedWork,
  seal: Seal,
  seen: Seen,
  submission: Submission,
} as const
export type Kind = keyof typeof BODIES
export type Body<K extends Kind> = v.InferOutput<(typeof BODIES)[K]>

/** Ids of records: an id, a feed's name, or `<thing>:<pupilId>`. */
export const RecordId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_:-]{1,140}$/))
export type RecordId = v.InferOutput<typeof RecordId>

/** The latest state of one thing in a feed. `body: null` says it is gone. `at`: when the school wrote it. Kinds that a build does not know are kept as they came. */
export const FeedRecord = v.object({
  kind: v.pipe(v.string(), v.regex(/^[a-zA-Z]{1,40}$/)),
  id: RecordId,
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  at: Moment,
  body: v.nullable(v.looseObject({})),
})
export type FeedRecord = v.InferOutput<typeof FeedRecord>

/** Where a record lives. */
export type Key<K extends Kind = Kind> = { [P in K]: { feed: FeedName; kind: P; id: RecordId } }[K]

/** A state that `decide` wants a record to have. */
export type Write<K extends Kind = Kind> = {
  [P in K]: { feed: FeedName; kind: P; id: RecordId; body: Body<P> | null }
}[K]

/** The body of a record as its kind, or undefined when it is gone or not what this build understands. */
export function bodyOf<K extends Kind>(kind: K, body: unknown): Body<K> | undefined {
  if (body === null || body === undefined) return undefined
  const parsed = v.safeParse<v.GenericSchema<unknown, Body<K>>>(BODIES[kind], body)
  return parsed.success ? parsed.output : undefined
}
