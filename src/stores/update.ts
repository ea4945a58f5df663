import { readonly, ref, type Ref } from 'vue'

const ready = ref(false)
let place: (() => void) | undefined

/** Another build is ready: `apply` puts it in place, saving drafts first. Called by main.ts. */
export function offerUpdate(apply: () => void): void {
  place = apply
  ready.value = true
}

/** A new build waits for the person's word. `later` hides the offer until another one, or the next opening. */
export function useUpdate(): { ready: Readonly<Ref<boolean>>; apply: () => void; later: () => void } {
  return { ready: readonly(ready), apply: () => place?.(), later: () => (ready.value = false) }
}
