import { computed, type ComputedRef } from 'vue'
import { FIRST_PREFERENCES, type Preferences } from '../db/device.ts'
import { engine } from './engine.ts'
import { live, shared } from './live.ts'

const chosen = shared(() => {
  const kept = live(async () => (await engine().device.preferences.get('chosen')) ?? FIRST_PREFERENCES)
  return computed<Preferences>(() => kept.value ?? FIRST_PREFERENCES)
})

/** What the person chose for this device; the first choices until the device's own are read. Setting one keeps it. */
export function usePreferences(): {
  preferences: ComputedRef<Preferences>
  set: (change: Partial<Preferences>) => Promise<void>
} {
  const { device } = engine()
  return {
    preferences: chosen(),
    set: (change) =>
      device.transaction('rw', device.preferences, async () => {
        const kept = (await device.preferences.get('chosen')) ?? FIRST_PREFERENCES
        await device.preferences.put({ ...kept, ...change, name: 'chosen' })
      }),
  }
}
