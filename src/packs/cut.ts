import { PIECE_BYTES, type FileRef, type FileType } from '../domain/files.ts'
import type { Digest } from './source.ts'

/** Names a file and its pieces by their hashes. The bytes must not be empty. */
export async function cutFile(bytes: Uint8Array, type: FileType, digest: Digest): Promise<FileRef> {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) pieces.push(await digest(bytes.subarray(at, at + PIECE_BYTES)))
  const [only, ...others] = pieces
  return { sha256: only && others.length === 0 ? only : await digest(bytes), bytes: bytes.length, type, pieces }
}
