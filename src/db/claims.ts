import { PIECE_BYTES, type FileRef } from '../domain/files.ts'
import type { Id, Moment, Sha256 } from '../domain/ids.ts'
import { ownerOf, PUBLIC_PROFILE, type FilesDb, type HeldFile } from './files.ts'

/** Says that `owner` counts on these files, whether their bytes are here or not. */
export async function claim(db: FilesDb, owner: string, refs: readonly FileRef[], now: Moment): Promise<void> {
  await db.transaction('rw', db.files, async () => {
    const known = await db.files.bulkGet(refs.map((ref) => ref.sha256))
    const rows = new Map<Sha256, HeldFile>()
    refs.forEach((ref, i) => {
      const row = rows.get(ref.sha256) ?? known[i] ?? { sha256: ref.sha256, ref, have: 0, owners: [], addedAt: now }
      if (!row.owners.includes(owner)) rows.set(ref.sha256, { ...row, owners: [...row.owners, owner] })
    })
    await db.files.bulkPut([...rows.values()])
  })
}

/**
 * Takes the owners that begin so (a profile, a pack, or one version) off their files, `except` one; files without an owner go, with their bytes.
 * Answers how many bytes that freed.
 */
export async function release(db: FilesDb, prefix: string, except?: string): Promise<number> {
  return db.transaction('rw', db.files, db.pieces, async () => {
    let freed = 0
    const going = (owner: string) => owner.startsWith(prefix) && owner !== except
    const files = await db.files.where('owners').startsWith(prefix).distinct().toArray()
    for (const file of files) {
      const owners = file.owners.filter((owner) => !going(owner))
      if (owners.length === file.owners.length) continue
      if (owners.length > 0) await db.files.put({ ...file, owners })
      else {
        freed += bytesHere(file)
        await db.pieces.where('[file+index]').between([file.sha256, 0], [file.sha256, Infinity]).delete()
        await db.files.delete(file.sha256)
      }
    }
    return freed
  })
}

/** Forgets what a profile held, when it leaves this device. What siblings count on stays. */
export async function releaseProfile(db: FilesDb, profile: Id): Promise<number> {
  return db.transaction('rw', db.files, db.pieces, db.packs, async () => {
    await db.packs.where('key').startsWith(`${profile}/`).delete()
    return release(db, `${profile}/`)
  })
}

/**
 * Forgets what was kept for a profile that had left this device meanwhile. `listed` is asked after looking at what is held: who came since then is on it.
 */
export async function releaseStrangers(db: FilesDb, listed: () => Promise<readonly Id[]>): Promise<void> {
  const owners = await db.files.orderBy('owners').uniqueKeys()
  const held = [...owners.map(String), ...(await db.packs.toCollection().primaryKeys())]
  const strangers = new Set(held.map((name) => name.slice(0, name.indexOf('/'))))
  for (const known of [PUBLIC_PROFILE, ...(await listed())]) strangers.delete(known)
  for (const stranger of strangers) await releaseProfile(db, stranger)
}

/** Keeps a file whose bytes were checked whole. Nothing is kept when nobody counts on it any more. */
export async function keepWhole(db: FilesDb, ref: FileRef, bytes: ArrayBuffer): Promise<void> {
  await db.transaction('rw', db.files, db.pieces, async () => {
    if (!(await db.files.get(ref.sha256))) return
    const cut = (index: number) => bytes.slice(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)
    await db.pieces.bulkPut(ref.pieces.map((_, index) => ({ file: ref.sha256, index, bytes: cut(index) })))
    await db.files.update(ref.sha256, { have: ref.pieces.length })
  })
}

export function isWhole(file: HeldFile): boolean {
  return file.have === file.ref.pieces.length
}

/** Bytes of a file on this device: exact once whole, by full pieces before. */
export function bytesHere(file: HeldFile): number {
  return Math.min(file.have * PIECE_BYTES, file.ref.bytes)
}

/** Which pieces of a file are not here, in order. Keys alone are read, never bytes. */
export async function missingPieces(db: FilesDb, ref: FileRef): Promise<number[]> {
  const keys = await db.pieces.where('[file+index]').between([ref.sha256, 0], [ref.sha256, Infinity]).primaryKeys()
  const here = new Set(keys.map(([, index]) => index))
  return ref.pieces.flatMap((_, index) => (here.has(index) ? [] : [index]))
}

/**
 * Throws away a piece that turned out damaged at rest. Packs that counted on it fall back to what is surely here, so that the next round of
 * downloads fetches the piece again.
 */
export async function dropPiece(db: FilesDb, file: Sha256, index: number): Promise<void> {
  await db.transaction('rw', db.files, db.pieces, db.packs, async () => {
    const row = await db.files.get(file)
    const gone = await db.pieces.where('[file+index]').equals([file, index]).delete()
    if (!row || gone === 0) return
    await db.files.update(file, { have: row.have - gone })
    for (const owner of row.owners) {
      const pack = await db.packs.get(owner.slice(0, owner.lastIndexOf('/')))
      if (!pack?.held || ownerOf(pack.key, pack.held) !== owner) continue
      await db.packs.update(pack.key, { held: pack.held.text.sha256 === file ? null : { ...pack.held, depth: 'text' } })
    }
  })
}
