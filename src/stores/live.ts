import { liveQuery, type Subscription } from 'dexie'
import { effectScope, getCurrentScope, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { openingFailure } from '../db/failure.ts'
import { engine, type Engine } from './engine.ts'
import { noteAnswered, noteUnanswered } from './unreadable.ts'

/** How long before a question that failed is asked again, in milliseconds: browsers shut stores under us, and open them again when asked. */
const PATIENCE = [200, 1000, 5000, 30_000]

/**
 * A live answer from the device's store: asked again whenever what it read changes, here, in another tab or in the worker. Undefined while
 * loading. Stops with the scope it was made in.
 */
export function live<T>(query: () => Promise<T>): Ref<T | undefined> {
  return liveOf(() => true, query)
}

/**
 * The same for a question that depends on something on screen: asked anew when `subject` says something else, undefined again meanwhile. `subject`
 * undefined asks nothing. `query` must read reactive values through `subject` alone. What fails is asked again, slower and slower; what was
 * known stays on screen meanwhile.
 */
export function liveOf<S, T>(subject: () => S | undefined, query: (subject: S) => Promise<T>): Ref<T | undefined> {
  const answer = shallowRef<T>()
  const question = Symbol()
  let asking: Subscription | undefined
  let about: S | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  const answered = () => {
    failures = 0
    noteAnswered(question)
  }
  const stop = () => {
    clearTimeout(again)
    asking?.unsubscribe()
    asking = undefined
    answered()
  }
  const ask = (now: S) => {
    asking?.unsubscribe()
    // An async function, and seen to be one: Dexie then follows the query through its awaits, and knows all that it read.
    const asked = async () => {
      try {
        return await query(now)
      } catch (failure) {
        throw openingFailure(failure)
      }
    }
    asking = liveQuery(asked).subscribe({
      next: (value) => {
        answered()
        answer.value = value
      },
      // One that we closed ourselves is no trouble: Dexie says nothing of it.
      error: (failure: unknown) => {
        if (failures === 0) reportError(failure)
        else noteUnanswered(question)
        again = setTimeout(() => void askAgain(now, asking), PATIENCE[Math.min(failures, PATIENCE.length - 1)])
        failures += 1
      },
    })
  }
  const askAgain = async (now: S, failed: Subscription | undefined) => {
    await engine().reopen()
    if (asking === failed) ask(now)
  }
  watch(
    subject,
    (now) => {
      // What a subject is read from changes more often than what it says: a page must not go blank for that.
      if (asking && sameSubject(now, about)) return
      about = now
      stop()
      answer.value = undefined
      if (now !== undefined) ask(now)
    },
    { immediate: true },
  )
  if (getCurrentScope()) onScopeDispose(stop)
  return answer
}

/** Whether two subjects say the same: plain objects by what they hold, all else by what it is. */
function sameSubject(a: unknown, b: unknown): boolean {
  if (!isPlain(a) || !isPlain(b)) return Object.is(a, b)
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => name in b && sameSubject(a[name], b[name]))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return value instanceof Object && Object.getPrototypeOf(value) === Object.prototype
}

/** Something asked once for the whole page, when it is first wanted, and live from then on. */
export function shared<T>(make: () => T): () => T {
  const made = new WeakMap<Engine, { it: T }>()
  return () => {
    const known = made.get(engine())
    if (known) return known.it
    // Apart from whoever asked first: it outlives their page.
    const it = effectScope(true).run(make)
    if (it === undefined) throw new Error('nothing was made')
    made.set(engine(), { it })
    return it
  }
}
