import { liveQuery, type Subscription } from 'dexie'
import { computed, shallowReactive, type ComputedRef } from 'vue'
import { hasStore, openingFailure } from '../db/failure.ts'
import { engine } from './engine.ts'

/** A question that the device's store is asked. */
export type Asking = { stop: () => void }

/** How long before a question that failed is asked again, in milliseconds: browsers shut stores under us, and open them again when asked. */
const PATIENCE = [200, 1000, 5000, 30_000] as const

/** What the store does not answer: it is damaged, shut by the browser, or not allowed where this page is. */
const unanswered = shallowReactive(new Set<Asking>())

/** Whether something on this page cannot be read from the device's store, and was asked again in vain. */
export const unreadable: ComputedRef<boolean> = computed(() => unanswered.size > 0)

/**
 * Asks the store until it is stopped: `hear` gets each answer, a new one whenever what `query` read has changed. A question that fails is asked again, slower
 * and slower. It is reported once; a store that we closed ourselves is no trouble, and Dexie says nothing of it.
 */
export function keepAsking<T>(query: () => Promise<T>, hear: (answer: T) => void): Asking {
  let failures = 0
  let again: ReturnType<typeof setTimeout> | undefined
  let subscription: Subscription | undefined
  // An async function, and seen to be one: Dexie then follows the query through its awaits, and knows all that it read.
  const question = async () => {
    try {
      return await query()
    } catch (failure) {
      throw openingFailure(failure)
    }
  }
  const ask = () => {
    subscription?.unsubscribe()
    subscription = liveQuery(question).subscribe({
      next: (answer) => {
        failures = 0
        unanswered.delete(asking)
        hear(answer)
      },
      error: (failure: unknown) => {
        if (failures === 0) reportError(failure)
        else unanswered.add(asking)
        again = setTimeout(() => void askAgain(), PATIENCE[failures] ?? PATIENCE[3])
        failures += 1
      },
    })
  }
  const askAgain = async () => {
    await engine().reopen()
    if (subscription) ask()
  }
  const asking: Asking = {
    stop() {
      clearTimeout(again)
      subscription?.unsubscribe()
      subscription = undefined
      unanswered.delete(asking)
    },
  }
  if (hasStore()) ask()
  else unanswered.add(asking)
  return asking
}
