import { isWhole, missingPieces } from '../db/claims.ts'
import type { FilesDb, Trouble } from '../db/files.ts'
import { keepPiece } from '../db/shelf.ts'
import { sha256 } from '../device/hash.ts'
import { isFull } from '../device/storage.ts'
import { fileAddress, PIECE_BYTES, type FileRef } from '../domain/files.ts'
import type { Problem } from '../protocol/problem.ts'
import { BrokenOff, chunksOf } from './body.ts'
import { cutBody, requestsFor, type PieceRequest } from './cutting.ts'

/** Where files come from. `from`: the byte at which the body begins, 0 when a server between ignored the range. */
export type FileSource = (
  address: string,
  range: { from: number; to: number } | null,
) => Promise<{ from: number; body: ReadableStream<Uint8Array> } | Problem | 'offline'>

export type Fetching = { files: FilesDb; source: FileSource }

/** `stop`: the person paused or removed the pack. */
export type Fetched = 'done' | 'offline' | 'stop' | Trouble

/** Requests under way at once: enough to hide a long way to the server, few enough for a slow line. */
const LANES = 3

/**
 * Brings what is missing of some files, in order. Each piece is checked against its hash and kept as it comes, so that whatever breaks off is
 * resumed there. The manifest names the pieces and the record names the manifest: right pieces make a right file.
 */
export async function fetchFiles(d: Fetching, key: string, refs: readonly FileRef[]): Promise<Fetched> {
  const here = await d.files.files.bulkGet(refs.map((ref) => ref.sha256))
  const requests: PieceRequest[] = []
  for (const [i, ref] of refs.entries()) {
    const row = here[i]
    if (!row || !isWhole(row)) requests.push(...requestsFor(ref, await missingPieces(d.files, ref)))
  }
  const ends: Fetched[] = []
  const lane = async () => {
    for (let next = requests.shift(); next && ends.length === 0; next = requests.shift()) {
      const end = await bring(d, key, next)
      if (end !== 'done') ends.push(end)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return ends[0] ?? 'done'
}

/** One request; what came wrong or short is asked for once more, then reported: never a loop. */
async function bring(d: Fetching, key: string, request: PieceRequest): Promise<Fetched> {
  const first = await attempt(d, key, request)
  if (first.end !== 'done' || first.wrong.length === 0) return first.end
  for (const again of requestsFor(request.file, first.wrong)) {
    const second = await attempt(d, key, again)
    if (second.end !== 'done') return second.end
    if (second.wrong.length > 0) return 'damaged'
  }
  return 'done'
}

async function attempt(
  d: Fetching,
  key: string,
  { file, range }: PieceRequest,
): Promise<{ end: Fetched; wrong: number[] }> {
  const inRange = (index: number) => !range || (index * PIECE_BYTES >= range.from && index * PIECE_BYTES <= range.to)
  const wanted = new Set(file.pieces.flatMap((_, index) => (inRange(index) ? [index] : [])))
  const answer = await d.source(fileAddress(file), range)
  if (answer === 'offline') return { end: 'offline', wrong: [] }
  if ('problem' in answer) return { end: answer.problem === 'notFound' ? 'gone' : 'offline', wrong: [] }
  try {
    for await (const { index, bytes } of cutBody(file, answer.from, chunksOf(answer.body))) {
      if (!wanted.has(index) || (await sha256(bytes)) !== file.pieces[index]) continue
      if ((await keepPiece(d.files, key, file.sha256, index, bytes)) === 'stop') return { end: 'stop', wrong: [] }
      wanted.delete(index)
    }
  } catch (failure) {
    if (failure instanceof BrokenOff) return { end: 'offline', wrong: [] }
    if (isFull(failure)) return { end: 'full', wrong: [] }
    throw failure
  }
  return { end: 'done', wrong: [...wanted] }
}
