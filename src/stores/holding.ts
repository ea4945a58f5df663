import type { Ref } from 'vue'
import { actorOf } from '../db/actor.ts'
import type { ProfileDb } from '../db/profile.ts'
import type { Actor } from '../domain/access.ts'
import { engine } from './engine.ts'
import { liveOf } from './live.ts'
import { currentId } from './profiles.ts'

/**
 * A live answer about what the person on screen holds. Each is read in one transaction: between an entry and the records it led to, nothing is ever
 * seen twice or missing. Undefined while loading, and outside the pages of a profile.
 */
export function held<S, T>(
  subject: () => S,
  read: (db: ProfileDb, actor: Actor, subject: S) => Promise<T>,
): Ref<T | undefined> {
  return liveOf(
    () => (currentId.value === null ? undefined : { db: engine().profile(currentId.value), subject: subject() }),
    ({ db, subject: now }) => readAtOnce(db, (actor) => read(db, actor, now)),
  )
}

/**
 * Reads in one transaction, for whoever this database belongs to; undefined before anyone signed in. `read` asks one thing after another:
 * Dexie follows its transaction through one chain of `await`s, and loses it among several.
 */
export function readAtOnce<T>(db: ProfileDb, read: (actor: Actor) => Promise<T>): Promise<T | undefined> {
  return db.transaction('r', [db.records, db.cursors, db.outbox, db.uploads, db.meta], async () => {
    const actor = await actorOf(db)
    return actor && read(actor)
  })
}
