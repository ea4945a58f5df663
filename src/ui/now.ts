import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const now = ref(Date.now())
let readers = 0
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  now.value = Date.now()
}

/** The time, good to half a minute, for words such as "late" or "today". One timer for the whole page. */
export function useNow(): Readonly<Ref<number>> {
  tick()
  if (readers++ === 0) {
    timer = setInterval(tick, 30_000)
    document.addEventListener('visibilitychange', tick)
  }
  onScopeDispose(() => {
    if (--readers > 0) return
    clearInterval(timer)
    document.removeEventListener('visibilitychange', tick)
  })
  return readonly(now)
}
