import { computed, effectScope, onScopeDispose, readonly, ref, watch, type EffectScope } from 'vue'
import type { FileRef } from '../../domain/files.ts'
import type { MutationId } from '../../domain/ids.ts'
import { keepFile, perform } from '../../stores/doing.ts'
import { useDraft } from '../../stores/drafts.ts'
import type { Undone } from '../../stores/keeping.ts'
import { useQuestions } from '../../stores/questions.ts'
import { preparePhoto } from '../../stores/photos.ts'
import type { AssignmentView } from '../../stores/views.ts'
import {
  bringBack,
  draftKey,
  draftOf,
  emptyDraft,
  isEmpty,
  missing,
  readDraft,
  sameCopy,
  type CopyDraft,
} from './draft.ts'
import { usePickedPhotos, type PhotoTrouble } from './photos.ts'

/** What stands in the way of handing in: said gently, and the pupil may go on. */
export type Lack = 'photos' | 'text' | 'answers' | 'someAnswers' | 'photoTrouble'

/**
 * A copy being written, kept on the device at each pause. It starts from nothing, or from the last revision handed in. `begun`: something is
 * written that was not handed in.
 */
export function useWriting(
  work: () => AssignmentView,
  tells: { address: (photo: FileRef) => string; words: (trouble: PhotoTrouble) => string },
) {
  const { questions, answers, settle } = useQuestions(work)
  const from = (): CopyDraft => {
    const last = work().copy?.last
    return last ? draftOf(last) : emptyDraft()
  }
  // Outlives the page until photos that are being prepared are in the draft too.
  const writing = effectScope(true)
  const draft = within(writing, () => useDraft(() => draftKey(work().classId, work().id), from, readDraft))
  const copy = draft.value
  const refused = ref<Undone['refused']>()
  const lack = ref<Lack>()
  const busy = ref(false)

  const photos = within(writing, () =>
    usePickedPhotos({
      prepare: preparePhoto,
      keep: (photo) => keepFile(photo.bytes.buffer, photo.ref.type),
      address: tells.address,
      changed: (kept) => {
        copy.value = { ...copy.value, photos: kept }
        void draft.save()
      },
      words: tells.words,
    }),
  )

  /** A draft that says what was handed in, or nothing, is none: a phone that went off between two writes left it, or it was taken back by hand. */
  async function tidy(): Promise<void> {
    if (draft.savedAt.value !== null && sameCopy(copy.value, from())) await draft.clear()
  }

  watch(draft.ready, (ready) => void (ready && tidy()), { immediate: true })
  // The next version of a copy starts from the one that was handed in.
  watch(() => work().copy?.last?.id, draft.renew)
  watch(() => copy.value.photos, photos.follow, { immediate: true })
  watch(copy, () => {
    lack.value = undefined
    refused.value = undefined
  })
  onScopeDispose(() => {
    void photos
      .settled()
      .then(tidy)
      .finally(() => writing.stop())
  })

  /** Hands it in, and answers with the revision's id; undefined when something stands in the way. `sure`: what it seems to lack was said. */
  async function handIn(sure: boolean): Promise<MutationId | undefined> {
    if (busy.value) return undefined
    busy.value = true
    try {
      await photos.settled()
      const unfit = photos.tiles.value.some((tile) => tile.trouble)
      lack.value = sure
        ? undefined
        : unfit
          ? 'photoTrouble'
          : missing(work().assignment.expects, copy.value, answered())
      if (lack.value) return undefined
      const { classId, id: assignmentId } = work()
      const given = answers.value
      const said = { ...copy.value, ...(given && { answers: given }) }
      const done = await perform({ kind: 'handIn', classId, assignmentId, ...said, finishedAt: Date.now() })
      if ('refused' in done) {
        refused.value = done.refused
        return undefined
      }
      await draft.clear()
      if (given) await settle()
      return done.id
    } finally {
      busy.value = false
    }
  }

  /** How many of the questions asked have an answer. */
  function answered(): 'none' | 'some' | 'all' {
    if (!answers.value) return 'none'
    const asked = questions.value
    return Array.isArray(asked) && asked.some(({ progress }) => progress === 'none') ? 'some' : 'all'
  }

  return {
    copy,
    questions,
    photos,
    trouble: draft.trouble,
    refused: readonly(refused),
    lack: readonly(lack),
    busy: readonly(busy),
    ready: draft.ready,
    savedAt: draft.savedAt,
    begun: computed(() => draft.savedAt.value !== null || (draft.dirty.value && !isEmpty(copy.value))),
    handIn,
    clear: draft.clear,
    /** Writes this instead of what is there. */
    write: (written: CopyDraft) => (copy.value = written),
    /** Brings a written copy back, after what is there. */
    bring: (written: CopyDraft) => (copy.value = bringBack(copy.value, written, from())),
  }
}

/** What a function makes in a scope of its own. */
function within<T>(scope: EffectScope, make: () => T): T {
  const made = scope.run(make)
  if (made === undefined) throw new Error('the scope is over')
  return made
}

export type Writing = ReturnType<typeof useWriting>
