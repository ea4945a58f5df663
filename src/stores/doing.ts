import { commit, type Attached } from '../db/commit.ts'
import type { FileRef, FileType } from '../domain/files.ts'
import type { MutationId } from '../domain/ids.ts'
import type { Wish } from '../domain/mutations.ts'
import { cutFile } from '../packs/cut.ts'
import { engine } from './engine.ts'
import { digest } from './hashing.ts'
import { type Undone, type Unkept } from './keeping.ts'
import { keptWork } from './keepingWork.ts'
import { currentDb } from './profiles.ts'

/**
 * Does something in the name of the current profile: decided by the rule book at once, kept on the device before this resolves, sent by itself. What was
 * not done says why, in the words of `refusal.<name>`.
 * `finishedAt` of a copy is this device's time; it is corrected to the school's clock here. `attached`: files beyond those kept with `keepFile`, or
 * that the mutation does not name itself (the pictures of a pack).
 */
export async function perform(wish: Wish, attached: readonly Attached[] = []): Promise<{ id: MutationId } | Undone> {
  const db = currentDb()
  if (!db) return { refused: 'notAllowed' }
  const { now, random, wake } = engine()
  const done = await keptWork(() => commit(db, { wish, attached, now: now(), random: random(16) }))
  if ('id' in done) wake('deed')
  return done
}

/**
 * Keeps a file of one's own on the device (a photo of a copy), before anything names it. Give its name to `perform` or to a draft. Throws outside
 * the pages of a profile.
 */
export async function keepFile(bytes: ArrayBuffer, type: FileType): Promise<FileRef | Unkept> {
  const db = currentDb()
  if (!db) throw new Error('nobody is there to keep a file for')
  const ref = await cutFile(new Uint8Array(bytes), type, digest)
  const row = { sha256: ref.sha256, ref, bytes, addedAt: engine().now() }
  return keptWork(async () => {
    await db.blobs.put(row)
    return ref
  })
}
