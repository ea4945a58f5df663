import { computed, onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'
import type { Moment } from '../domain/ids.ts'
import { engine } from './engine.ts'
import type { Unkept } from './keeping.ts'
import { currentId } from './profiles.ts'
import { saveAllDrafts } from './unsaved.ts'
import { openWriting, type Writing, type WritingState } from './writing.ts'

/**
 * Something being written by the current profile, kept by itself at each pause and when the page is hidden. `value` is what the form edits: `initial` until
 * `ready` is true (the device's copy has been read), so a form shows its fields then. `check` gives the value back if it is of the right shape, else
 * undefined; an older build's draft of another shape is set aside, not lost. What another tab keeps under the same key shows here while nothing is dirty.
 */
export function useDraft<T>(
  key: MaybeRefOrGetter<string>,
  initial: () => T,
  check: (kept: unknown) => T | undefined,
): {
  value: Ref<T>
  ready: Ref<boolean>
  /** When it was last kept on the device, null while it never was. */
  savedAt: Ref<Moment | null>
  /** Something is not kept yet. */
  dirty: Ref<boolean>
  /** Why the last try to keep it failed, in the words of `refusal.<name>`; null while all is well. It is tried again at the next pause. */
  trouble: Ref<Unkept['refused'] | null>
  /** Keeps it now; resolves once it is on the device, or `trouble` says why not. */
  save: () => Promise<void>
  /** Forgets it (after handing in) and starts again from `initial`. */
  clear: () => Promise<void>
  /** Starts from what `initial` says by now; what was written stays. */
  renew: () => void
} {
  const writing = shallowRef<Writing<T>>()
  // What a form keeps is plain data, without refs inside: Vue's type of a deep ref cannot know that.
  const nobody = ref(initial()) as Ref<T>
  watch(
    // Each for itself, since a key is often read from what changes at every round: the same words open nothing anew.
    [() => currentId.value, () => toValue(key)] as const,
    ([id, at]) => {
      writing.value?.close()
      const { profile, now } = engine()
      writing.value = id === null ? undefined : openWriting({ db: profile(id), key: at, now }, { initial, check })
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(() => writing.value?.close())
  listen()
  const state = <K extends keyof WritingState>(name: K, otherwise: WritingState[K]) =>
    computed(() => writing.value?.state[name] ?? otherwise)
  return {
    value: computed({
      get: () => (writing.value?.value ?? nobody).value,
      set: (now) => ((writing.value?.value ?? nobody).value = now),
    }),
    ready: state('ready', false),
    savedAt: state('savedAt', null),
    dirty: state('dirty', false),
    trouble: state('trouble', null),
    save: async () => writing.value?.save(),
    clear: async () => writing.value?.clear(),
    renew: () => writing.value?.renew(),
  }
}

let listening = false

/** A page that is hidden may never be shown again. */
function listen(): void {
  if (listening) return
  listening = true
  addEventListener('pagehide', () => void saveAllDrafts())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void saveAllDrafts()
  })
}
