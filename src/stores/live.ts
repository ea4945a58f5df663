import { effectScope, getCurrentScope, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { keepAsking, type Asking } from './asking.ts'
import { engine, type Engine } from './engine.ts'

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
  let asking: Asking | undefined
  let about: S | undefined
  const stop = () => {
    asking?.stop()
    asking = undefined
  }
  watch(
    subject,
    (now) => {
      // What a subject is read from changes more often than what it says: a page must not go blank for that.
      if (asking && sameSubject(now, about)) return
      about = now
      stop()
      answer.value = undefined
      if (now === undefined) return
      asking = keepAsking(
        () => query(now),
        (value) => (answer.value = value),
      )
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
