import { getCurrentScope, onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

/**
 * What is being typed in a form whose every change is kept: shown at once, kept at a pause and when the page goes. `source` gives what the device
 * holds; it is followed while nothing is being typed. `flush` keeps at once.
 */
export function useTyped<T>(
  source: () => T | undefined,
  keep: (value: T) => Promise<void>,
  pauseMs = 600,
): { value: Readonly<Ref<T | undefined>>; type: (value: T) => void; flush: () => Promise<void> } {
  const value: ShallowRef<T | undefined> = shallowRef()
  value.value = source()
  let timer: ReturnType<typeof setTimeout> | undefined
  let keeping = Promise.resolve()

  watch(source, (now: T | undefined) => {
    if (timer === undefined) value.value = now
  })
  function flush(): Promise<void> {
    if (timer === undefined) return keeping
    clearTimeout(timer)
    timer = undefined
    const now = value.value
    if (now !== undefined) keeping = keep(now)
    return keeping
  }
  function type(next: T): void {
    value.value = next
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), pauseMs)
  }
  const leave = () => void flush()
  document.addEventListener('visibilitychange', leave)
  if (getCurrentScope())
    onScopeDispose(() => {
      document.removeEventListener('visibilitychange', leave)
      void flush()
    })
  return { value, type, flush }
}
