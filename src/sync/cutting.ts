import { PIECE_BYTES, type FileRef } from '../domain/files.ts'

/** Bytes asked for in one request: a broken one costs little, and a slow network still moves. */
export const REQUEST_BYTES = 8 * PIECE_BYTES

/** One request: a whole file (`range` null, so that text may come compressed), or a run of its pieces. `to` is the last byte, included. */
export type PieceRequest = { file: FileRef; range: { from: number; to: number } | null }

/**
 * The requests that bring the missing pieces of a file, in order. Small files, and text of which nothing is here, come whole; the rest by runs
 * of neighbouring pieces.
 */
export function requestsFor(file: FileRef, missing: readonly number[]): PieceRequest[] {
  if (missing.length === 0) return []
  const nothingHere = missing.length === file.pieces.length
  if (nothingHere && (file.bytes <= REQUEST_BYTES || file.type === 'application/json')) return [{ file, range: null }]
  const requests: PieceRequest[] = []
  let first = missing[0] ?? 0
  missing.forEach((index, i) => {
    const next = missing[i + 1]
    if (next === index + 1 && (next - first + 1) * PIECE_BYTES <= REQUEST_BYTES) return
    requests.push({
      file,
      range: { from: first * PIECE_BYTES, to: Math.min((index + 1) * PIECE_BYTES, file.bytes) - 1 },
    })
    first = next ?? 0
  })
  return requests
}

/** Bytes of one piece of a file. */
export function pieceLength(file: FileRef, index: number): number {
  return Math.min(PIECE_BYTES, file.bytes - index * PIECE_BYTES)
}

/**
 * Cuts a body that begins at byte `from` of a file into its pieces, each given as soon as it is full. What does not make a full piece at either end
 * is left out; so is anything beyond the file's length.
 */
export async function* cutBody(
  file: FileRef,
  from: number,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ index: number; bytes: ArrayBuffer }> {
  let index = Math.ceil(from / PIECE_BYTES)
  let skip = index * PIECE_BYTES - from
  let filled = 0
  let piece = new Uint8Array(index < file.pieces.length ? pieceLength(file, index) : 0)
  for await (const chunk of body) {
    let rest = chunk.subarray(Math.min(skip, chunk.byteLength))
    skip -= chunk.byteLength - rest.byteLength
    while (rest.byteLength > 0 && index < file.pieces.length) {
      const taken = rest.subarray(0, piece.byteLength - filled)
      piece.set(taken, filled)
      filled += taken.byteLength
      rest = rest.subarray(taken.byteLength)
      if (filled < piece.byteLength) continue
      yield { index, bytes: piece.buffer }
      index += 1
      filled = 0
      piece = new Uint8Array(index < file.pieces.length ? pieceLength(file, index) : 0)
    }
  }
}
