import { join } from 'node:path'
import * as v from 'valibot'
import { FileRef, PIECE_BYTES } from '../../src/domain/files.ts'
import type { Sha256 } from '../../src/domain/ids.ts'
import { bytesOf, namesIn, writeWhole, type Disk } from '../storage/disk.ts'

/** Where the bytes of a piece lie in a whole file. */
export type Place = { file: Sha256; from: number; bytes: number }
type Held = { files: Map<Sha256, FileRef>; places: Map<Sha256, Place> }

const ACCOUNTS_REMEMBERED = 500

/**
 * Which whole files an account brought itself: `<folder>/<account>/<sha256>.json`. A file lies once on the disk however many brought it, but nobody
 * may name a file they did not bring, whatever hash they know.
 */
export type Claims = ReturnType<typeof createClaims>

export function createClaims({ disk, folder }: { disk: Disk; folder: string }) {
  const remembered = new Map<string, Promise<Held>>()

  const heldBy = (account: string): Promise<Held> => {
    const held = remembered.get(account) ?? readHeld(disk, join(folder, account))
    remembered.delete(account)
    remembered.set(account, held)
    held.catch(() => remembered.delete(account))
    const [oldest] = remembered.keys()
    if (remembered.size > ACCOUNTS_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
    return held
  }

  return {
    async file(account: string, sha256: Sha256): Promise<FileRef | undefined> {
      return (await heldBy(account)).files.get(sha256)
    },
    async place(account: string, piece: Sha256): Promise<Place | undefined> {
      return (await heldBy(account)).places.get(piece)
    },
    async add(account: string, file: FileRef): Promise<void> {
      await writeWhole(disk, join(folder, account, `${file.sha256}.json`), [Buffer.from(JSON.stringify(file))])
      remember(await heldBy(account), file)
    },
  }
}

async function readHeld(disk: Disk, folder: string): Promise<Held> {
  const held: Held = { files: new Map(), places: new Map() }
  for (const name of await namesIn(disk, folder)) {
    if (!name.endsWith('.json')) continue
    const bytes = await bytesOf(disk, join(folder, name))
    if (bytes) remember(held, v.parse(FileRef, JSON.parse(Buffer.from(bytes).toString())))
  }
  return held
}

function remember(held: Held, file: FileRef): void {
  held.files.set(file.sha256, file)
  file.pieces.forEach((piece, index) => {
    const from = index * PIECE_BYTES
    held.places.set(piece, { file: file.sha256, from, bytes: Math.min(PIECE_BYTES, file.bytes - from) })
  })
}
