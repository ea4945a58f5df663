import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { PIECE_BYTES } from '../../src/domain/files.ts'
import type { Sha256 } from '../../src/domain/ids.ts'
import { bytesOf, namesIn, removeOld, saysAbsent, writeWhole, type Disk } from '../storage/disk.ts'

export type PieceLimits = { unclaimedBytes: number; unclaimedMs: number }

/** Pieces that an account brought and that no whole file has taken in yet: `<folder>/<account>/<sha256>`. */
export type Pieces = ReturnType<typeof createPieces>

export function createPieces({ disk, folder, limits }: { disk: Disk; folder: string; limits: PieceLimits }) {
  const weights = new Map<string, number>()
  const pathOf = (account: string, piece: Sha256) => join(folder, account, piece)
  const weightOf = async (account: string): Promise<number> => {
    const known = weights.get(account)
    if (known !== undefined) return known
    const found = await weigh(disk, join(folder, account))
    weights.set(account, weights.get(account) ?? found)
    return weights.get(account) ?? found
  }
  const changeWeight = (account: string, by: number): void => {
    const known = weights.get(account)
    if (known !== undefined) weights.set(account, known + by)
  }

  return {
    async has(account: string, piece: Sha256): Promise<boolean> {
      return (await sizeOf(disk, pathOf(account, piece))) !== undefined
    },
    read: (account: string, piece: Sha256) => bytesOf(disk, pathOf(account, piece)),

    /** Keeps a piece once its bytes are what its name says. `tooMany`: the account already has as much as it may leave unclaimed. */
    async put(account: string, piece: Sha256, bytes: Uint8Array): Promise<'made' | 'wrong' | 'tooMany'> {
      if (bytes.length === 0 || bytes.length > PIECE_BYTES) return 'wrong'
      if (createHash('sha256').update(bytes).digest('hex') !== piece) return 'wrong'
      if ((await weightOf(account)) + bytes.length > limits.unclaimedBytes) return 'tooMany'
      await writeWhole(disk, pathOf(account, piece), [bytes])
      changeWeight(account, bytes.length)
      return 'made'
    },

    async drop(account: string, pieces: Iterable<Sha256>): Promise<void> {
      for (const piece of new Set(pieces)) {
        const bytes = await sizeOf(disk, pathOf(account, piece))
        if (bytes === undefined) continue
        await disk.rm(pathOf(account, piece), { force: true })
        changeWeight(account, -bytes)
      }
    },

    /** Removes what nobody claimed in time, unfinished drafts included. */
    async sweep(now: number): Promise<void> {
      for (const account of await namesIn(disk, folder)) {
        await removeOld(disk, join(folder, account), now - limits.unclaimedMs)
        weights.delete(account)
      }
    },
  }
}

async function sizeOf(disk: Disk, path: string): Promise<number | undefined> {
  try {
    return (await disk.stat(path)).size
  } catch (error) {
    if (saysAbsent(error)) return undefined
    throw error
  }
}

async function weigh(disk: Disk, folder: string): Promise<number> {
  let weight = 0
  for (const name of await namesIn(disk, folder)) weight += (await sizeOf(disk, join(folder, name))) ?? 0
  return weight
}
