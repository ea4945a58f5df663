import { paceOf } from './delays.ts'
import { carryDownAll, carryUpAll, deedsWait, speakAll, type Everyone } from './everyone.ts'
import { lacksFirstNews } from './firstNews.ts'
import { lastPulse } from './pulse.ts'
import { createSchedule, type News, type Schedule } from './schedule.ts'

/** Where the promised moment of the next round outlives a short visit. */
const PROMISED = 'promised'

/** The schedule of an open page: its rounds are those of everyone on this device, woken by what the browser tells. */
export function startSchedule(e: Everyone, tell: (news: News) => void): Schedule {
  // Someone without a profile has no name; any will do until the page closes.
  const nameless = String(Math.random())
  const schedule = createSchedule({
    speak: (asked) => speakAll(e, asked),
    carriers: [() => carryUpAll(e), () => carryDownAll(e)],
    async pace() {
      const known = await e.device.profiles.toCollection().first()
      return paceOf(known?.deviceId ?? nameless, e.now(), (await lastPulse(e.device)).spread)
    },
    deedsWait: () => deedsWait(e),
    visible: () => document.visibilityState === 'visible',
    now: e.now,
    chance: Math.random,
    after(milliseconds, act) {
      const timer = setTimeout(act, milliseconds)
      return () => clearTimeout(timer)
    },
    promised: {
      get: () => Number(localStorage.getItem(PROMISED)) || null,
      set: (at) => (at === null ? localStorage.removeItem(PROMISED) : localStorage.setItem(PROMISED, String(at))),
    },
    tell,
    failed: (failure) => reportError(failure),
  })
  addEventListener('online', () => schedule.wake('background'))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') schedule.wake('background')
  })
  void lacksFirstNews(e).then((lacking) => schedule.wake(lacking ? 'asked' : 'background'))
  return schedule
}
