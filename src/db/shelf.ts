import type { FileRef } from '../domain/files.ts'
import type { Moment, Sha256 } from '../domain/ids.ts'
import { bytesHere, claim, release } from './claims.ts'
import { ownerOf, type Depth, type FilesDb, type HeldPack, type PackVersion, type Trouble } from './files.ts'

/** Which pack of which profile, and the key of its line. */
export type Spot = Pick<HeldPack, 'key' | 'profile' | 'feed' | 'packId'>

/** A pack's line, made if there is none: nothing here, nothing asked. */
export async function place(db: FilesDb, spot: Spot, wanted: Depth): Promise<HeldPack> {
  return db.transaction('rw', db.packs, async () => {
    const known = await db.packs.get(spot.key)
    if (known) return known
    const { key, profile, feed, packId } = spot
    const state = {
      chosen: null,
      asked: false,
      paused: false,
      removed: false,
      trouble: null,
      troubleAt: 0,
      held: null,
      coming: null,
      have: 0,
      total: 0,
      told: null,
      goneAt: null,
    }
    const made = { key, profile, feed, packId, wanted, ...state }
    await db.packs.add(made)
    return made
  })
}

/**
 * Sets a version on its way: claims its files, lets go those of any other version that was coming, and counts again what is here of those
 * `counted` (whose bytes are `total`, where not all of them are known yet). Answers false when the person paused or removed the pack meanwhile.
 */
export async function aim(
  db: FilesDb,
  key: string,
  version: PackVersion,
  wanted: Depth,
  refs: { claimed: readonly FileRef[]; counted: readonly FileRef[]; total?: number },
  now: Moment,
): Promise<boolean> {
  return db.transaction('rw', db.packs, db.files, db.pieces, async () => {
    const pack = await db.packs.get(key)
    if (!pack || pack.paused || pack.removed) return false
    const owner = ownerOf(key, version)
    const heldOwner = pack.held && ownerOf(key, pack.held)
    if (pack.coming && ownerOf(key, pack.coming) !== owner && ownerOf(key, pack.coming) !== heldOwner)
      await release(db, ownerOf(key, pack.coming))
    await claim(db, owner, refs.claimed, now)
    const { have, total } = await weighHere(db, refs.counted)
    await db.packs.update(key, {
      coming: heldOwner === owner ? null : version,
      wanted,
      have,
      total: refs.total ?? total,
      trouble: null,
    })
    return true
  })
}

/** Bytes of these files, each counted once, and how many are here. */
export async function weighHere(db: FilesDb, refs: readonly FileRef[]): Promise<{ have: number; total: number }> {
  const once = [...new Map(refs.map((ref) => [ref.sha256, ref])).values()]
  const rows = await db.files.bulkGet(once.map((ref) => ref.sha256))
  return {
    have: rows.reduce((sum, row) => sum + (row ? bytesHere(row) : 0), 0),
    total: once.reduce((sum, ref) => sum + ref.bytes, 0),
  }
}

/** Keeps one verified piece, once. `stop`: the pack was paused or removed, or nobody counts on the file any more. */
export async function keepPiece(
  db: FilesDb,
  key: string,
  file: Sha256,
  index: number,
  bytes: ArrayBuffer,
): Promise<'kept' | 'stop'> {
  return db.transaction('rw', db.packs, db.files, db.pieces, async () => {
    const pack = await db.packs.get(key)
    const row = await db.files.get(file)
    if (!pack || pack.paused || pack.removed || !row) return 'stop'
    if ((await db.pieces.where('[file+index]').equals([file, index]).count()) > 0) return 'kept'
    await db.pieces.add({ file, index, bytes })
    await db.files.update(file, { have: row.have + 1 })
    await db.packs.update(key, { have: Math.min(pack.have + bytes.byteLength, pack.total) })
    return 'kept'
  })
}

/**
 * Makes a version the one that is read, as deep as was verified, and lets every other version of the pack go; all or nothing. Refused (false)
 * when a file of it is not whole after all, or the pack was removed meanwhile.
 */
export async function switchTo(
  db: FilesDb,
  key: string,
  version: PackVersion,
  depth: Depth,
  refs: readonly FileRef[],
): Promise<boolean> {
  return db.transaction('rw', db.packs, db.files, db.pieces, async () => {
    const pack = await db.packs.get(key)
    const { have, total } = await weighHere(db, refs)
    if (!pack || pack.removed || have !== total) return false
    const asked = pack.asked && pack.chosen !== depth
    await db.packs.update(key, { held: { ...version, depth }, coming: null, trouble: null, asked })
    await release(db, `${key}/`, ownerOf(key, version))
    return true
  })
}

export async function trip(db: FilesDb, key: string, trouble: Trouble, now: Moment): Promise<void> {
  await db.packs.update(key, { trouble, troubleAt: now })
}

/** What the person waited for is here: from now on the pack follows its class by itself. */
export async function settle(db: FilesDb, key: string): Promise<void> {
  await db.packs.update(key, { asked: false })
}

/** The person asks for a pack, this deep, whatever the network costs. */
export async function startPack(db: FilesDb, spot: Spot, depth: Depth): Promise<void> {
  await db.transaction('rw', db.packs, async () => {
    await place(db, spot, depth)
    await db.packs.update(spot.key, {
      wanted: depth,
      chosen: depth,
      asked: true,
      paused: false,
      removed: false,
      trouble: null,
    })
  })
}

export async function pausePack(db: FilesDb, key: string): Promise<void> {
  await db.packs.update(key, { paused: true })
}

/** The person wants it to go on: what was under way is asked for, whatever the network costs. */
export async function resumePack(db: FilesDb, key: string): Promise<void> {
  await db.packs
    .where('key')
    .equals(key)
    .modify((pack) => {
      pack.paused = false
      pack.trouble = null
      pack.asked = true
      pack.chosen = pack.wanted === 'text' ? (pack.chosen ?? 'essential') : pack.wanted
    })
}

/** Takes a pack off the device; it stays known as removed, so that it does not come back by itself. Answers the bytes freed. */
export async function removePack(db: FilesDb, key: string): Promise<number> {
  return db.transaction('rw', db.packs, db.files, db.pieces, async () => {
    await db.packs.update(key, {
      removed: true,
      asked: false,
      paused: false,
      trouble: null,
      held: null,
      coming: null,
      have: 0,
      told: null,
    })
    return release(db, `${key}/`)
  })
}

/** Forgets a pack that its class does not have any more. */
export async function forgetPack(db: FilesDb, key: string): Promise<void> {
  await db.transaction('rw', db.packs, db.files, db.pieces, async () => {
    await db.packs.delete(key)
    await release(db, `${key}/`)
  })
}
