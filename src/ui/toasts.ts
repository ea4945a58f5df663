import { inject, provide, readonly, ref, type InjectionKey, type Ref } from 'vue'

/** A word at the foot of the screen about what was just done, with a way to undo it where there is one. */
export type Toast = { id: number; words: string; undo?: (() => void) | undefined }
export type Toasts = {
  shown: Readonly<Ref<readonly Toast[]>>
  say: (words: string, undo?: () => void) => void
  drop: (id: number) => void
}

const key: InjectionKey<Toasts> = Symbol('toasts')

export function createToasts(): Toasts {
  const shown = ref<Toast[]>([])
  let last = 0
  return {
    shown: readonly(shown),
    say: (words, undo) => {
      shown.value = [...shown.value.slice(-2), { id: ++last, words, undo }]
    },
    drop: (id) => {
      shown.value = shown.value.filter((toast) => toast.id !== id)
    },
  }
}

/** Called once by the app, above everything that speaks. */
export function provideToasts(): Toasts {
  const toasts = createToasts()
  provide(key, toasts)
  return toasts
}

/** `say(words, undo?)`: announced politely, gone after a while. What cannot be undone asks first instead. */
export function useToasts(): Toasts {
  return inject(key, createToasts, true)
}
