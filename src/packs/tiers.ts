import type { PackFile } from '../domain/packs.ts'

/** What a pupil with little credit fetches first, text included: at most this many bytes. */
export const ESSENTIAL_BYTES = 1_000_000

/** A manifest without its files, the hashes of its text's pieces included, with room to spare. */
const MANIFEST_HEAD_BYTES = 4000

/** Sound, video and documents are essential only below this weight, in bytes. */
const SMALL_BYTES = 100_000

/**
 * Gives each file its tier: pictures, and what else is small, are essential in the order they are read while the budget lasts, text and manifest
 * counted first. A picture that does not fit leaves room to a lighter one after it.
 */
export function assignTiers(files: readonly PackFile[], textBytes: number): PackFile[] {
  let left = ESSENTIAL_BYTES - textBytes - JSON.stringify(files).length - MANIFEST_HEAD_BYTES
  return files.map((file) => {
    const essential = file.bytes <= left && (file.type.startsWith('image/') || file.bytes <= SMALL_BYTES)
    if (essential) left -= file.bytes
    return { ...file, tier: essential ? 'essential' : 'full' }
  })
}
