import type { Ref } from 'vue'
import type { MutationId } from '../domain/ids.ts'
import { engine } from './engine.ts'
import { held } from './holding.ts'
import { readOutbox } from './outbox.ts'
import { currentDb } from './profiles.ts'
import { rescueFile } from './rescue.ts'
import type { WaitingView } from './views.ts'
import { unsavedIn } from './unsaved.ts'

/** What waits to leave (oldest first), photos still on the way included as `waiting`, and what the school refused. */
export function useOutbox(): {
  entries: Ref<WaitingView[] | undefined>
  /**
   * All that the school does not have, drafts and photos included, as one JSON file to keep or to carry. What this device can still read, and what it could
   * not keep: a full or broken store does not hold work back.
   */
  exportWork: () => Promise<File>
  /** Puts away what the school refused, or takes it out again: it stays on this device and in the file either way. */
  putAway: (id: MutationId, away: boolean) => Promise<void>
} {
  return {
    entries: held(() => null, readOutbox),
    exportWork: async () => {
      const db = currentDb()
      if (!db) throw new Error('nobody is there whose work could be taken out')
      return rescueFile(db, unsavedIn(db), engine().now())
    },
    putAway: async (id, away) => {
      await currentDb()
        ?.meta.where('name')
        .equals('state')
        .modify((state) => {
          const others = (state.putAway ?? []).filter((one) => one !== id)
          state.putAway = away ? [...others, id] : others
        })
    },
  }
}
