import * as v from 'valibot'
import { Sha256 } from './ids.ts'

/** Bytes in a piece; the last one of a file may be shorter. */
export const PIECE_BYTES = 128 * 1024

/** The largest single file, in bytes. */
export const FILE_BYTES_MAX = 256 * 1024 * 1024

/** Closed list: what may travel, and the extension its address ends with. */
export const EXTENSIONS = {
  'application/json': 'json',
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
  'audio/wav': 'wav',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
} as const

export const FileType = v.picklist([
  'application/json',
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'audio/mpeg',
  'audio/ogg',
  'audio/mp4',
  'audio/wav',
  'video/mp4',
  'video/webm',
])
export type FileType = v.InferOutput<typeof FileType>

/** A file by name: its hash, its length in bytes, its type, and the hashes of its pieces in order. */
export const FileRef = v.object({
  sha256: Sha256,
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(FILE_BYTES_MAX)),
  type: FileType,
  pieces: v.pipe(v.array(Sha256), v.minLength(1), v.maxLength(FILE_BYTES_MAX / PIECE_BYTES)),
})
export type FileRef = v.InferOutput<typeof FileRef>

/** Whether the number of pieces fits the number of bytes. */
export function wellCut(file: FileRef): boolean {
  return file.pieces.length === Math.ceil(file.bytes / PIECE_BYTES)
}

/** The address of a pack's file, relative to the origin: `/files/<sha256>.<ext>`. */
export function fileAddress(file: Pick<FileRef, 'sha256' | 'type'>): string {
  return `/files/${file.sha256}.${EXTENSIONS[file.type]}`
}
