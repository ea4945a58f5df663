import type { Ref } from 'vue'
import { putBack } from '../db/makings.ts'
import type { ProfileDb } from '../db/profile.ts'
import { uuid7, type Id } from '../domain/ids.ts'
import type { PackDraft } from '../domain/makings.ts'
import { engine } from './engine.ts'
import { liveOf } from './live.ts'
import { currentDb, currentId } from './profiles.ts'
import { tidy } from './tidying.ts'

export type MakingFacts = Pick<PackDraft, 'title' | 'subject' | 'level'>

/** The packs that the current teacher is making on this device, last touched first. Undefined while loading. */
export function useMakings(): {
  makings: Ref<PackDraft[] | undefined>
  create: (facts: MakingFacts) => Promise<Id>
  /** Removes the draft, never what classes already have; answers how to take it back. */
  remove: (id: Id) => Promise<() => Promise<void>>
} {
  const makings = liveOf(
    () => currentId.value ?? undefined,
    (profile) => engine().profile(profile).packDrafts.orderBy('updatedAt').reverse().toArray(),
  )
  void tidy(benchDb()).catch(reportError)
  return {
    makings,
    async create(facts) {
      const { now, random } = engine()
      const at = now()
      const id = uuid7(at, random(16))
      await benchDb().packDrafts.add({ id, ...facts, pages: [], files: [], report: [], createdAt: at, updatedAt: at })
      return id
    },
    async remove(id) {
      const db = benchDb()
      const draft = await db.packDrafts.get(id)
      await db.packDrafts.delete(id)
      return async () => {
        if (draft) await putBack(db, draft)
      }
    },
  }
}

/** The database of the teacher whose pages are on screen. */
export function benchDb(): ProfileDb {
  const db = currentDb()
  if (!db) throw new Error('nobody is there to make a pack')
  return db
}
