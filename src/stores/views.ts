import type { Held } from '../db/overlay.ts'
import type { Answers } from '../domain/answers.ts'
import type { Assignment } from '../domain/assignments.ts'
import type { ClassGroup } from '../domain/classes.ts'
import type { Appreciation } from '../domain/feedback.ts'
import type { FileRef } from '../domain/files.ts'
import type { Id, Moment, MutationId } from '../domain/ids.ts'
import type { Mutation } from '../domain/mutations.ts'
import type { Delivery, Pack } from '../domain/packs.ts'
import type { Receipt } from '../domain/receipts.ts'
import type { Stage } from '../domain/submissions.ts'

/** `teaches`: the current person is among its teachers. */
export type ClassView = ClassGroup & { id: Id; teaches: boolean }

/** A published pack. `at`: when this version was published. `waiting`: its publishing has not left this device. */
export type PackView = {
  id: Id
  classId: Id
  classGroup: ClassView | undefined
  pack: Pack
  at: Moment
  waiting: boolean
}

/** What a teacher said of a copy. `version` is the `base` of the next one. `submissionId`: the revision it was written on. */
export type FeedbackView = Appreciation & {
  submissionId: MutationId
  version: MutationId
  teacher: string
  at: Moment
  waiting: boolean
}

/**
 * One revision of a copy. `receivedAt`: when the school got the text, null before. `photosUp`: how many of its photos the school holds, known
 * on the device that sends them (or once all are there), else undefined. `late`: after the due moment, by what counts (domain/lateness.ts).
 */
export type RevisionView = {
  id: MutationId
  stage: Stage
  text: string
  photos: FileRef[]
  photosUp: { sent: number; total: number } | undefined
  paper: boolean
  answers: Answers | undefined
  finishedAt: Moment
  receivedAt: Moment | null
  receipt: Receipt | null
  seen: { teacher: string; at: Moment } | null
  late: boolean
}

/** A revision that the school refused, with the words of `refusal.<reason>`; what was written is still here. */
export type RefusedRevision = {
  id: MutationId
  reason: string
  at: Moment
  text: string
  photos: FileRef[]
  paper: boolean
  answers: Answers | undefined
}

/** All that is known of one pupil's copy. `revisions`: oldest first; `last` is the one that counts, null while every revision was refused. */
export type CopyView = {
  classId: Id
  assignmentId: Id
  pupilId: Id
  revisions: RevisionView[]
  last: RevisionView | null
  feedback: FeedbackView | null
  refused: RefusedRevision[]
}

/** An assignment; for a pupil (or a child of a guardian) with their copy. `done`: handed in, or returned. */
export type AssignmentView = {
  id: Id
  classId: Id
  classGroup: ClassView | undefined
  record: Held<'assignment'>
  assignment: Assignment
  copy: CopyView | null
  feedback: FeedbackView | null
  done: boolean
}

/** One child of a guardian. `assignments`: soonest due first. */
export type ChildView = {
  pupilId: Id
  name: string
  colour: number
  classId: Id
  classGroup: ClassView | undefined
  assignments: AssignmentView[]
  packs: PackView[]
}

/** One pupil and one assignment on a desk. `silent`: nothing heard; `paper`: said to be on paper. `late`: what came was. */
export type DeskCell = {
  pupilId: Id
  name: string
  state: 'silent' | 'paper' | 'handedIn' | 'returned'
  late: boolean
  copy: CopyView | null
}

export type DeskAssignment = {
  id: Id
  assignment: Assignment
  at: Moment
  waiting: boolean
  /** One a pupil of the roster, by name. */
  cells: DeskCell[]
  handedIn: number
  returned: number
}

/** A pack and who of the roster holds which version of it, whole and verified. */
export type DeskPack = PackView & {
  delivered: (Delivery & { name: string; at: Moment })[]
  missing: { pupilId: Id; name: string }[]
}

/** `lastSign`: when anything of this pupil last reached the school, as far as this desk knows; null for never. */
export type DeskPupil = { id: Id; name: string; lastSign: Moment | null }

/** A teacher's desk: roster × assignments × copies, and packs × deliveries. Assignments soonest due first, packs newest first. */
export type DeskView = {
  classId: Id
  classGroup: ClassView | undefined
  pupils: DeskPupil[]
  assignments: DeskAssignment[]
  packs: DeskPack[]
}

/**
 * Something done here that the school does not have. `reason` of a held one: `held.<reason>` in the locales, of a refused one: `refusal.<reason>`.
 * `about`: the title of the assignment or pack it is about, or the name of the pupil or device, where there is one. `files`: what goes up with it, in
 * bytes. `received`: the school has it, and only its files are still on the way. `putAway`: refused, and put away by the person.
 */
export type WaitingView = {
  id: MutationId
  state: 'waiting' | 'held' | 'refused'
  reason: string | null
  at: Moment
  mutation: Mutation
  about: string | null
  className: string | null
  files: { sent: number; total: number } | null
  received: boolean
  putAway: boolean
}
