import { computed, shallowReactive, type ComputedRef } from 'vue'

/** Questions that the device's store does not answer: damaged, shut by the browser, or not allowed where this page is. */
const unanswered = shallowReactive(new Set<symbol>())

/** Whether something on this page cannot be read from the device's store, and was asked again in vain. */
export const unreadable: ComputedRef<boolean> = computed(() => unanswered.size > 0)

export function noteUnanswered(question: symbol): void {
  unanswered.add(question)
}

export function noteAnswered(question: symbol): void {
  unanswered.delete(question)
}
