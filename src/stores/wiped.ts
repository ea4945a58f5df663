import { computed, shallowRef, type Ref } from 'vue'
import { readMarks, someoneWas, writeMarks, type Mark } from '../device/marks.ts'
import { engine } from './engine.ts'
import { live } from './live.ts'

/** Who was on this device and is not any more, though they never left: its store was cleared. `unknown` where that is all that is still known. */
export type Missing = Mark[] | 'unknown'

/** Who is missing; undefined while loading, and when nobody is. `forget`: it was read, and is not said again. */
export function useWiped(): { wiped: Ref<Missing | undefined>; forget: () => void } {
  const marks = shallowRef(readMarks())
  const was = shallowRef(someoneWas())
  const here = live(async () => ({
    accounts: (await engine().device.profiles.toArray()).map(({ account }) => account),
    // A card that was being signed in: whoever it is was not here before.
    coming: await engine().device.enrolling.count(),
  }))
  const wiped = computed(() => {
    if (!here.value) return undefined
    const { accounts, coming } = here.value
    const missing = marks.value.filter(({ account }) => !accounts.includes(account))
    if (missing.length > 0) return missing
    return was.value && marks.value.length + accounts.length + coming === 0 ? 'unknown' : undefined
  })
  return {
    wiped,
    forget() {
      const missing = wiped.value
      if (missing === undefined) return
      const left =
        missing === 'unknown'
          ? []
          : readMarks().filter(({ account }) => !missing.some((one) => one.account === account))
      writeMarks(left)
      marks.value = left
      was.value = false
    },
  }
}
