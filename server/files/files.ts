import { join } from 'node:path'
import { EXTENSIONS, type FileRef } from '../../src/domain/files.ts'
import type { Sha256 } from '../../src/domain/ids.ts'
import { createAssembling, type Assembled, type Use } from './assembling.ts'
import { createClaims } from './claims.ts'
import {
  bytesOf,
  MODES,
  realDisk,
  removeOld,
  saysNoLinks,
  saysThere,
  syncFolder,
  writeWhole,
  type Disk,
} from '../storage/disk.ts'
import { createPieces, type PieceLimits } from './pieces.ts'
import { writeVariants } from '../storage/variants.ts'

/**
 * The school's files on disk, named by content: `pieces/` and `claims/` an account, `private/<sha256>` whole, `files/<sha256>.<ext>` for the world.
 * What these promise is durable when they answer. They throw `StorageFull` when there is no room, with nothing half written.
 */
export type Files = {
  /** Of these pieces, the ones that this account has not brought. Says nothing of what others brought. */
  missing(account: string, pieces: readonly Sha256[]): Promise<Sha256[]>
  /** `tooMany`: the account already has as much as it may leave unclaimed. */
  putPiece(account: string, piece: Sha256, bytes: Uint8Array): Promise<'made' | 'there' | 'wrong' | 'tooMany'>
  /** Joins the pieces that this account brought into the file they are said to make: length, hash and type by content are checked. */
  assemble(account: string, file: FileRef, use?: Use): Promise<Assembled>
  /** Makes a whole file public. Only for what an accepted manifest names. */
  share(file: Pick<FileRef, 'sha256' | 'type'>): Promise<void>
  /** The bytes of a whole file. */
  read(sha256: Sha256): Promise<Uint8Array | undefined>
  /** Where a whole file lies. */
  privatePath(sha256: Sha256): string
  readonly publicFolder: string
  /** Removes what nobody claimed in time, and what a stop left half written. */
  sweep(now: number): Promise<void>
}

type Setup = { folder: string; limits: PieceLimits; disk?: Disk }

export function createFiles({ folder, limits, disk = realDisk }: Setup): Files {
  const pieces = createPieces({ disk, folder: join(folder, 'pieces'), limits })
  const claims = createClaims({ disk, folder: join(folder, 'claims') })
  const privatePath = (sha256: Sha256) => join(folder, 'private', sha256)
  const { holds, assemble } = createAssembling({ disk, pieces, claims, privatePath })
  const publicFolder = join(folder, 'files')

  return {
    async missing(account, asked) {
      const missing: Sha256[] = []
      for (const piece of asked) if (!(await holds(account, piece))) missing.push(piece)
      return missing
    },
    async putPiece(account, piece, bytes) {
      return (await holds(account, piece)) ? 'there' : pieces.put(account, piece, bytes)
    },
    assemble,
    async share({ sha256, type }) {
      const path = join(publicFolder, `${sha256}.${EXTENSIONS[type]}`)
      await disk.mkdir(publicFolder, { recursive: true })
      await giveSecondName(disk, privatePath(sha256), path)
      if (type === 'application/json') await writeVariants(disk, path)
      await syncFolder(disk, publicFolder)
    },
    read: (sha256) => bytesOf(disk, privatePath(sha256)),
    privatePath,
    publicFolder,
    async sweep(now) {
      await pieces.sweep(now)
      for (const kept of [join(folder, 'private'), publicFolder])
        await removeOld(disk, kept, now - limits.unclaimedMs, 'drafts')
    },
  }
}

/** One file under two names where the disk can, a copy elsewhere. */
async function giveSecondName(disk: Disk, from: string, to: string): Promise<void> {
  try {
    await disk.link(from, to)
    await disk.chmod(to, MODES.anyone)
  } catch (error) {
    if (saysThere(error)) return
    if (!saysNoLinks(error)) throw error
    await writeWhole(disk, to, [await disk.readFile(from)], 'anyone')
  }
}
