import { toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import type { Id } from '../domain/ids.ts'
import { readAssignments, readChildren, readClasses, readPacks } from './assigned.ts'
import { findCopy } from './copies.ts'
import { held } from './holding.ts'
import type { AssignmentView, ChildView, ClassView, CopyView, PackView } from './views.ts'

type Maybe<T> = MaybeRefOrGetter<T | undefined>

const nothing = () => null

/** The classes that the current profile reads, by name. Undefined while loading, here and below. */
export function useClasses(): Ref<ClassView[] | undefined> {
  return held(nothing, readClasses)
}

/** The assignments of one class, or of all; soonest due first. For a pupil with their copy; a guardian finds those of each child in `useChildren`. */
export function useAssignments(classId?: Maybe<Id>): Ref<AssignmentView[] | undefined> {
  return held(() => toValue(classId), readAssignments)
}

/** One assignment; null when there is none of that id. */
export function useAssignment(
  classId: MaybeRefOrGetter<Id>,
  assignmentId: MaybeRefOrGetter<Id>,
): Ref<AssignmentView | null | undefined> {
  return held(
    () => ({ classId: toValue(classId), assignmentId: toValue(assignmentId) }),
    async (db, actor, asked) =>
      (await readAssignments(db, actor, asked.classId)).find(({ id }) => id === asked.assignmentId) ?? null,
  )
}

/** The packs of one class, or of all; newest first. */
export function usePacks(classId?: Maybe<Id>): Ref<PackView[] | undefined> {
  return held(() => toValue(classId), readPacks)
}

/** One pack as one class has it; null when the class has none of that id. */
export function usePack(classId: MaybeRefOrGetter<Id>, packId: MaybeRefOrGetter<Id>): Ref<PackView | null | undefined> {
  return held(
    () => ({ classId: toValue(classId), packId: toValue(packId) }),
    async (db, actor, asked) =>
      (await readPacks(db, actor, asked.classId)).find(({ id }) => id === asked.packId) ?? null,
  )
}

/** One pupil's copy, for the pupil, their guardians and their teachers; null when nothing was handed in. */
export function useCopy(
  assignmentId: MaybeRefOrGetter<Id>,
  pupilId: MaybeRefOrGetter<Id>,
): Ref<CopyView | null | undefined> {
  return held(() => ({ assignmentId: toValue(assignmentId), pupilId: toValue(pupilId) }), findCopy)
}

/** The children of the current guardian, as the school orders them. */
export function useChildren(): Ref<ChildView[] | undefined> {
  return held(nothing, readChildren)
}
