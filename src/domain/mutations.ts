import * as v from 'valibot'
import { Answers } from './answers.ts'
import { AssignmentAsked } from './assignments.ts'
import { Appreciation } from './feedback.ts'
import { FileRef } from './files.ts'
import { Id, Moment, MutationId } from './ids.ts'
import { PackTitle, Tier } from './packs.ts'
import { Level, Subject } from './classes.ts'
import { COPY_PHOTOS_MAX, COPY_TEXT_MAX, Photo } from './submissions.ts'

/** What every mutation carries: its id, its number on its device (counting up from 1), and the device's time. Clocks never order anything. */
export const Envelope = v.looseObject({
  id: MutationId,
  n: v.pipe(v.number(), v.integer(), v.minValue(1)),
  at: Moment,
  kind: v.pipe(v.string(), v.maxLength(40)),
})
export type Envelope = v.InferOutput<typeof Envelope>

const envelope = { id: MutationId, n: Envelope.entries.n, at: Moment }
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** A pupil hands in a revision of a copy. The record it makes is named by the mutation. */
const HandIn = v.object({
  ...envelope,
  kind: v.literal('handIn'),
  classId: Id,
  assignmentId: Id,
  text: v.pipe(v.string(), v.maxLength(COPY_TEXT_MAX)),
  photos: v.pipe(v.array(Photo), v.maxLength(COPY_PHOTOS_MAX)),
  paper: v.boolean(),
  answers: v.exactOptional(Answers),
  finishedAt: Moment,
})

/** A version of a pack is whole and verified on this device. */
const PackDelivered = v.object({
  ...envelope,
  kind: v.literal('packDelivered'),
  classId: Id,
  packId: Id,
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  tier: Tier,
})

/** A teacher publishes a version of a pack to one class. It leaves the device only when the school holds its files. */
const PublishPack = v.object({
  ...envelope,
  kind: v.literal('publishPack'),
  classId: Id,
  packId: Id,
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  title: PackTitle,
  subject: Subject,
  level: Level,
  manifest: FileRef,
  text: FileRef,
  pages: v.pipe(v.number(), v.integer(), v.minValue(1)),
  essentialBytes: count,
  fullBytes: count,
})

const WithdrawPack = v.object({ ...envelope, kind: v.literal('withdrawPack'), classId: Id, packId: Id })

/** A teacher sets an assignment, or changes one: the same id again. */
const SetAssignment = v.object({
  ...envelope,
  kind: v.literal('setAssignment'),
  classId: Id,
  assignmentId: Id,
  asked: AssignmentAsked,
})

const WithdrawAssignment = v.object({
  ...envelope,
  kind: v.literal('withdrawAssignment'),
  classId: Id,
  assignmentId: Id,
})

const OpenSubmission = v.object({
  ...envelope,
  kind: v.literal('openSubmission'),
  classId: Id,
  submissionId: MutationId,
})

/** A teacher returns a copy. `base`: the version of the feedback on which this one is written, null for the first. */
const ReturnSubmission = v.object({
  ...envelope,
  kind: v.literal('returnSubmission'),
  classId: Id,
  submissionId: MutationId,
  base: v.nullable(MutationId),
  appreciation: Appreciation,
})

/** Someone signs one of their own devices out from another. */
const WithdrawDevice = v.object({ ...envelope, kind: v.literal('withdrawDevice'), deviceId: Id })

/** Everything a person can do. */
export const Mutation = v.variant('kind', [
  HandIn,
  PackDelivered,
  PublishPack,
  WithdrawPack,
  SetAssignment,
  WithdrawAssignment,
  OpenSubmission,
  ReturnSubmission,
  WithdrawDevice,
])
export type Mutation = v.InferOutput<typeof Mutation>
export type MutationKind = Mutation['kind']
export type MutationOf<K extends MutationKind> = Extract<Mutation, { kind: K }>

/** What a page asks for; the device adds the id, the number and the time. */
export type Wish = { [K in MutationKind]: Omit<MutationOf<K>, 'id' | 'n' | 'at'> }[MutationKind]

export const MUTATION_KINDS: readonly string[] = Mutation.options.map((option) => option.entries.kind.literal)

/** The files that the school must hold for a mutation to be whole. `before`: it may only leave once they are up. */
export function filesOf(mutation: Mutation): { files: FileRef[]; before: boolean } {
  switch (mutation.kind) {
    case 'handIn':
      return { files: mutation.photos, before: false }
    case 'publishPack':
      return { files: [mutation.manifest, mutation.text], before: true }
    case 'packDelivered':
    case 'withdrawPack':
    case 'setAssignment':
    case 'withdrawAssignment':
    case 'openSubmission':
    case 'returnSubmission':
    case 'withdrawDevice':
      return { files: [], before: false }
  }
}
