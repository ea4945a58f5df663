import { dropPiece, isWhole } from '../db/claims.ts'
import type { FilesDb } from '../db/files.ts'
import { sha256 } from '../device/hash.ts'
import { PIECE_BYTES, type FileRef } from '../domain/files.ts'
import type { Sha256 } from '../domain/ids.ts'

/** A file that is whole on this device. */
export async function heldFile(db: FilesDb, name: Sha256): Promise<FileRef | undefined> {
  const row = await db.files.get(name)
  return row && isWhole(row) ? row.ref : undefined
}

/**
 * One piece, checked again against its hash: stores rot too. A damaged one is thrown away, to be fetched again, and answered as missing; at
 * 128 KiB the check costs about a millisecond.
 */
export async function readPiece(
  db: FilesDb,
  file: FileRef,
  index: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const row = await db.pieces.get([file.sha256, index])
  if (!row) return undefined
  if ((await sha256(row.bytes)) === file.pieces[index]) return new Uint8Array(row.bytes)
  await dropPiece(db, file.sha256, index)
  return undefined
}

/** A whole file in memory; for texts and manifests. Undefined when anything of it is missing or damaged. */
export async function readWhole(db: FilesDb, name: Sha256): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = await heldFile(db, name)
  if (!file) return undefined
  const whole = new Uint8Array(file.bytes)
  for (const index of file.pieces.keys()) {
    const piece = await readPiece(db, file, index)
    if (piece?.byteLength !== Math.min(PIECE_BYTES, file.bytes - index * PIECE_BYTES)) return undefined
    whole.set(piece, index * PIECE_BYTES)
  }
  return whole
}

/** Up to this many bytes are read at once; longer stretches as they are asked for, so that a long video is never in memory whole. */
const AT_ONCE = 8 * PIECE_BYTES

/** Bytes `from` to `to`, both included; undefined when the first of them are missing or damaged. */
export async function readSpan(
  db: FilesDb,
  file: FileRef,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | undefined> {
  if (to - from < AT_ONCE) {
    const span = new Uint8Array(to - from + 1)
    for (let at = from; at <= to;) {
      const part = await readPart(db, file, at, to)
      if (!part) return undefined
      span.set(part, at - from)
      at += part.byteLength
    }
    return span
  }
  return (await readPiece(db, file, Math.floor(from / PIECE_BYTES))) && streamSpan(db, file, from, to)
}

/** What the piece that holds byte `at` has of the span that ends at `to`. */
async function readPart(
  db: FilesDb,
  file: FileRef,
  at: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const index = Math.floor(at / PIECE_BYTES)
  const piece = await readPiece(db, file, index)
  return piece?.subarray(at - index * PIECE_BYTES, to + 1 - index * PIECE_BYTES)
}

/** Breaks off where a piece is missing or damaged; the player then asks again from there. */
function streamSpan(db: FilesDb, file: FileRef, from: number, to: number): ReadableStream<Uint8Array> {
  let at = from
  return new ReadableStream(
    {
      async pull(controller) {
        const part = await readPart(db, file, at, to)
        if (!part) throw new Error(`byte ${at} of ${file.sha256} is not here`)
        controller.enqueue(part)
        at += part.byteLength
        if (at > to) controller.close()
      },
    },
    { highWaterMark: 1 },
  )
}
