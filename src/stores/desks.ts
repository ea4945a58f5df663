import { toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import type { Id } from '../domain/ids.ts'
import { readCopyOf } from './copies.ts'
import { readDesk } from './desk.ts'
import { held } from './holding.ts'
import type { CopyView, DeskView } from './views.ts'

/** The desk of a class, for its teachers; null when the current profile does not teach it. */
export function useDesk(classId: MaybeRefOrGetter<Id>): Ref<DeskView | null | undefined> {
  return held(() => toValue(classId), readDesk)
}

/** The copy that a revision belongs to, for a teacher's `/copies/:classId/:submissionId`; null when this device does not know it. */
export function useCopyOf(
  classId: MaybeRefOrGetter<Id>,
  submissionId: MaybeRefOrGetter<Id>,
): Ref<(CopyView & { pupilName: string }) | null | undefined> {
  return held(
    () => ({ classId: toValue(classId), submissionId: toValue(submissionId) }),
    (db, actor, asked) => readCopyOf(db, actor, asked.classId, asked.submissionId),
  )
}
