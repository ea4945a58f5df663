import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StorageFull, saysFull } from './failures.ts'

/** What this room asks of the disk; tests give one that fails. */
export type Disk = Pick<
  typeof fs,
  'open' | 'mkdir' | 'rename' | 'rm' | 'readdir' | 'stat' | 'readFile' | 'link' | 'chmod'
>
export const realDisk: Disk = fs

/** Who else on the machine may read: what is public may also be served by another server's user. */
export type Reader = 'school' | 'anyone'
export const MODES: Record<Reader, number> = { school: 0o600, anyone: 0o644 }

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * Writes a file whole, durably, or not at all: under a name of its own first, fsync, rename, fsync of the folder. Chunks that throw leave nothing
 * behind. Throws `StorageFull` when there is no room.
 */
export async function writeWhole(disk: Disk, path: string, chunks: Chunks, reader: Reader = 'school'): Promise<void> {
  const draft = `${path}.${randomUUID()}${DRAFT}`
  try {
    await disk.mkdir(dirname(path), { recursive: true, mode: reader === 'school' ? 0o700 : 0o755 })
    await writeDraft(disk, draft, chunks, MODES[reader])
    await disk.rename(draft, path)
    await syncFolder(disk, dirname(path))
  } catch (error) {
    await disk.rm(draft, { force: true })
    throw saysFull(error) ? new StorageFull('no room on the disk', { cause: error }) : error
  }
}

async function writeDraft(disk: Disk, path: string, chunks: Chunks, mode: number): Promise<void> {
  const handle = await disk.open(path, 'wx', mode)
  try {
    for await (const chunk of chunks) await handle.writeFile(chunk)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes names in a folder durable. Windows cannot, and does not need it. */
export async function syncFolder(disk: Disk, folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await disk.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The ending of what is not yet written whole. */
const DRAFT = '.part'

/** Removes the files of a folder that were last written before this moment; `drafts`: only those that a stop left half written. */
export async function removeOld(disk: Disk, folder: string, before: number, only?: 'drafts'): Promise<void> {
  for (const name of await namesIn(disk, folder)) {
    if (only === 'drafts' && !name.endsWith(DRAFT)) continue
    const path = join(folder, name)
    try {
      if ((await disk.stat(path)).mtimeMs < before) await disk.rm(path, { force: true })
    } catch (error) {
      // Taken in or removed since the folder was read.
      if (!saysAbsent(error)) throw error
    }
  }
}

const says = (error: unknown, ...codes: string[]) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)

/** Whether an error says that there is no such file. */
export const saysAbsent = (error: unknown): boolean => says(error, 'ENOENT')

/** Whether an error says that there is one already. */
export const saysThere = (error: unknown): boolean => says(error, 'EEXIST')

/** Whether an error says that nothing may be written there. */
export const saysForbidden = (error: unknown): boolean => says(error, 'EACCES', 'EPERM', 'EROFS')

/** Whether an error says that this disk cannot give one file two names. */
export const saysNoLinks = (error: unknown): boolean => says(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EMLINK')

/** The names in a folder; none where there is no folder. */
export async function namesIn(disk: Disk, folder: string): Promise<string[]> {
  try {
    return await disk.readdir(folder)
  } catch (error) {
    if (saysAbsent(error)) return []
    throw error
  }
}

/** Whether there is anything of this name. */
export async function isThere(disk: Disk, path: string): Promise<boolean> {
  try {
    await disk.stat(path)
    return true
  } catch (error) {
    if (saysAbsent(error)) return false
    throw error
  }
}

/** The bytes of a file, or undefined where there is none. */
export async function bytesOf(disk: Disk, path: string): Promise<Buffer | undefined> {
  try {
    return await disk.readFile(path)
  } catch (error) {
    if (saysAbsent(error)) return undefined
    throw error
  }
}
