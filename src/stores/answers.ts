import { computed, toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import * as v from 'valibot'
import { attemptAt, Attempts, questionMark, stepped, type Attempt, type Step } from '../domain/attempts.ts'
import type { FileRef } from '../domain/files.ts'
import type { Exercise } from '../domain/lesson.ts'
import { useDraft } from './drafts.ts'
import type { Unkept } from './keeping.ts'
import type { Place } from './places.ts'
import { currentDb } from './profiles.ts'

/** How the keys of answers to the exercises of packs begin. */
export const ANSWERS = 'answers:'

const keyOf = ({ classId, packId }: Place): string => `${ANSWERS}${classId}:${packId}`

/**
 * The current profile's answers to the exercises of a pack, kept on this device as they are given. `text`: the words of the version that is read, which
 * new answers are answers to.
 */
export function useAnswers(
  place: MaybeRefOrGetter<Place>,
  text: () => FileRef | undefined,
): {
  /** Undefined until what the device has was read. */
  attempts: Ref<Attempts | undefined>
  attempt: (exercise: Exercise) => Attempt
  step: (exercise: Exercise, step: Step) => void
  /** Why the last try to keep them failed, in the words of `refusal.<name>`. */
  trouble: Ref<Unkept['refused'] | null>
  /** Says that what is answered so far was handed in: it stays to be read, and leaving the device loses nothing of it. */
  settle: () => Promise<void>
} {
  const draft = useDraft<Attempts>(
    () => keyOf(toValue(place)),
    () => ({}),
    (kept) => {
      const read = v.safeParse(Attempts, kept)
      return read.success ? read.output : undefined
    },
  )
  const attempt = (exercise: Exercise) => attemptAt(draft.value.value, exercise).attempt
  return {
    attempts: computed(() => (draft.ready.value ? draft.value.value : undefined)),
    attempt,
    step(exercise, step) {
      const read = text()
      const before = attempt(exercise)
      const after = stepped(exercise, before, step)
      if (!read || !draft.ready.value || after === before) return
      const kept = { attempt: after, text: read, question: questionMark(exercise) }
      draft.value.value = { ...draft.value.value, [exercise.id]: kept }
    },
    trouble: draft.trouble,
    async settle() {
      await draft.save()
      await currentDb()?.drafts.update(keyOf(toValue(place)), { settled: true })
    },
  }
}
