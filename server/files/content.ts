import type { FileType } from '../../src/domain/files.ts'
import { isPicture, kindOf } from '../../src/packs/media.ts'
import { sizeOf } from '../../src/packs/size.ts'

/** How much of a file is looked at to tell what it is, in bytes. */
const HEAD_BYTES = 4096

/** A photo that left one of our devices has a sixth of these; ten times more would choke the teacher's. */
const PHOTO_PIXELS_MAX = 25_000_000

/** Whether a file's first bytes are those of the type it claims. A name is never asked. */
export function fits(start: Uint8Array, type: FileType): boolean {
  const head = start.subarray(0, HEAD_BYTES)
  if (type === 'application/json') return head[0] === '{'.charCodeAt(0)
  return kindOf(head) === type
}

/** Whether a photo can be opened on a teacher's phone: few bytes may claim to be an enormous picture. `start`: its first piece. */
export function opens(start: Uint8Array, type: FileType): boolean {
  if (!isPicture(type)) return false
  // A PNG without this word at its beginning is opened by nobody: it harms nobody either.
  if (type === 'image/png' && Buffer.from(start.subarray(12, 16)).toString('latin1') !== 'IHDR') return true
  const size = sizeOf(start, type)
  return size !== undefined && size.width * size.height <= PHOTO_PIXELS_MAX
}
