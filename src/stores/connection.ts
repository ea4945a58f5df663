import { computed, shallowReactive, type Ref } from 'vue'
import { unsentEntries } from '../db/unsent.ts'
import type { Moment } from '../domain/ids.ts'
import { isOverdue, timeAtSchool } from '../domain/overdue.ts'
import type { Spoken } from '../sync/everyone.ts'
import type { News } from '../sync/schedule.ts'
import { engine } from './engine.ts'
import { liveOf, shared } from './live.ts'
import { currentId } from './profiles.ts'

/** What the schedule of this page last said. */
type Line = Pick<Spoken, 'heard' | 'oldBuild'> & { working: boolean; full: boolean }
const line = shallowReactive<Line>({ heard: 'school', working: false, oldBuild: false, full: false })

/** Called by main.ts with what the schedule tells. */
export function noteNews(news: News): void {
  Object.assign(line, news)
}

const standing = shared(() => {
  const state = liveOf(
    () => currentId.value ?? undefined,
    async (id) => (await engine().profile(id).meta.get('state')) ?? null,
  )
  const unsent = liveOf(
    () => currentId.value ?? undefined,
    (id) => unsentEntries(engine().profile(id)),
  )
  return { state, unsent }
})

/** How the current profile stands with the school. */
export function useConnection(): {
  /** When the school last answered, null if never, undefined while loading. */
  freshAt: Ref<Moment | null | undefined>
  /** What the school does not have whole yet: held entries, and copies whose photos are on their way, included. */
  waiting: Ref<number>
  /** Since when the oldest of it waits, by this device's clock, if that is three days or more; null when it is not. Reactive to all but `now`. */
  overdueSince: (now: Moment) => Moment | null
  /** Whether the school could be reached last time; says nothing about the next. */
  online: Ref<boolean>
  /** A round is under way in this page. */
  working: Ref<boolean>
  /** The school asks for the card again. Reading, working and queueing go on. */
  signedOut: Ref<boolean>
  /** The school asked to come back at this moment, by this device's clock; null when it did not. */
  busyUntil: Ref<Moment | null>
  /** The school wants a newer build before it talks again. */
  oldBuild: Ref<boolean>
  /** What the school said last could not be kept: this device is full. */
  full: Ref<boolean>
  /** A round at once, without the spread; a time given by the school is still obeyed. */
  sendNow: () => Promise<void>
} {
  const { state, unsent } = standing()
  return {
    freshAt: computed(() => (state.value === undefined ? undefined : (state.value?.freshAt ?? null))),
    waiting: computed(() => unsent.value?.length ?? 0),
    overdueSince(now) {
      const known = state.value
      if (!known) return null
      const { offset } = known
      const times = unsent.value?.map(({ doneAt, committedAt }) => doneAt ?? committedAt + offset) ?? []
      const overdue = times.filter((doneAt) => isOverdue(doneAt, timeAtSchool(now, known)))
      return overdue.length === 0 ? null : Math.min(...overdue) - offset
    },
    online: computed(() => line.heard === 'school'),
    working: computed(() => line.working),
    signedOut: computed(() => state.value?.signedOut ?? false),
    busyUntil: computed(() => state.value?.busyUntil ?? null),
    oldBuild: computed(() => line.oldBuild),
    full: computed(() => line.full),
    sendNow() {
      engine().wake('asked')
      return Promise.resolve()
    },
  }
}
