import type { Ref } from 'vue'
import type { Draft, ProfileDb } from '../db/profile.ts'
import type { Moment } from '../domain/ids.ts'
import { engine } from './engine.ts'
import { liveOf } from './live.ts'
import { currentId } from './profiles.ts'

/** Where a draft lies, and the clock of whoever keeps it. */
export type Spot = { db: ProfileDb; key: string; now: () => Moment }

/** A draft in this page, for whoever must know of all of them. `save` keeps it now; `dirty` afterwards says that the device could not. */
export type Open = {
  spot: Spot
  state: Readonly<{ dirty: boolean }>
  closed: boolean
  value: () => unknown
  save: () => Promise<void>
}

/** What is being written in this page, and what was closed before the device could keep it: that stays in memory. */
export const open = new Set<Open>()

/**
 * Keeps every draft that is being written, now; resolves once they are on the device, with false when the device could not keep one. For what takes the
 * page away: an update, another build's database.
 */
export async function saveAllDrafts(): Promise<boolean> {
  await Promise.all([...open].map(({ save }) => save()))
  return [...open].every(({ state }) => !state.dirty)
}

/** What the device does not have of what is being written. */
export function unsavedIn(db: ProfileDb): Draft[] {
  return [...open]
    .filter(({ spot, state }) => spot.db === db && state.dirty)
    .map(({ spot, value }) => ({ key: spot.key, value: value(), updatedAt: spot.now() }))
}

/** The keys of the current profile's drafts that begin so, with when each was kept: for "commencé" on a list. */
export function useDraftKeys(prefix: string): Ref<{ key: string; savedAt: Moment }[] | undefined> {
  return liveOf(
    () => currentId.value ?? undefined,
    async (id) => {
      const drafts = await engine().profile(id).drafts.where('key').startsWith(prefix).toArray()
      return drafts.map(({ key, updatedAt }) => ({ key, savedAt: updatedAt }))
    },
  )
}
