import { PHOTO, PIXELS_MAX, redraw } from '../device/pictures.ts'
import { FILE_BYTES_MAX, type FileRef } from '../domain/files.ts'
import type { Report } from '../domain/reports.ts'
import { PHOTO_BYTES_MAX } from '../domain/submissions.ts'
import { cutFile } from '../packs/cut.ts'
import { isPicture, kindOf } from '../packs/media.ts'
import { sizeOf } from '../packs/size.ts'
import { digest } from './hashing.ts'

/** Where a picture's header surely ends, in bytes, thumbnails and colour profiles included. */
const HEAD_BYTES = 1024 * 1024

/** A photo ready to be kept and handed in: shrunk, the right way up, saying nothing of where it was taken. */
export type ReadyPhoto = { ref: FileRef; bytes: Uint8Array<ArrayBuffer>; width: number; height: number }

/** Why a photo is refused; the words are in the locales, `report.<name>`. */
export type PhotoRefusal = { refused: Extract<Report, 'notWhatItSays' | 'program' | 'tooLarge' | 'pictureUnreadable'> }

/** Prepares a photo of an exercise book, from the camera or the gallery. What a file is, its bytes say, never its name. Always drawn again, so that nothing of the original but its picture leaves. */
export async function preparePhoto(file: Blob): Promise<ReadyPhoto | PhotoRefusal> {
  if (file.size > FILE_BYTES_MAX) return { refused: 'tooLarge' }
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  const kind = kindOf(head)
  if (kind === 'program') return { refused: 'program' }
  if (kind !== 'picture' && !isPicture(kind)) return { refused: 'notWhatItSays' }
  const size = kind === 'picture' ? undefined : sizeOf(head, kind)
  if (size && size.width * size.height > PIXELS_MAX) return { refused: 'tooLarge' }
  const drawn = await redraw(file, PHOTO, size)
  if (!drawn || drawn.bytes.length > PHOTO_BYTES_MAX) return { refused: 'pictureUnreadable' }
  const ref = await cutFile(drawn.bytes, drawn.type, digest)
  return { ref, bytes: drawn.bytes, width: drawn.width, height: drawn.height }
}
