import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PIECE_BYTES, type FileRef, type FileType } from '../domain/files.ts'
import { chunksOf } from './body.ts'
import { cutBody, REQUEST_BYTES, requestsFor } from './cutting.ts'

function fileOf(bytes: number, type: FileType = 'video/mp4'): FileRef {
  const name = (n: number) => n.toString(16).padStart(64, '0')
  return {
    sha256: name(0),
    bytes,
    type,
    pieces: Array.from({ length: Math.ceil(bytes / PIECE_BYTES) }, (_, i) => name(i + 1)),
  }
}

function inChunks(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.byteLength) controller.enqueue(bytes.subarray(at, at + size))
      else controller.close()
      at += size
    },
  })
}

describe('the requests that bring a file', () => {
  it('asks for a small file whole', () => {
    expect(requestsFor(fileOf(1000), [0])).toEqual([{ file: fileOf(1000), range: null }])
    expect(requestsFor(fileOf(REQUEST_BYTES), [0, 1, 2, 3, 4, 5, 6, 7])).toHaveLength(1)
  })

  it('asks for text whole however long it is, and only for the rest once begun', () => {
    const text = fileOf(20 * PIECE_BYTES, 'application/json')
    expect(requestsFor(text, [...text.pieces.keys()])).toEqual([{ file: text, range: null }])
    expect(requestsFor(text, [19])).toEqual([
      { file: text, range: { from: 19 * PIECE_BYTES, to: 20 * PIECE_BYTES - 1 } },
    ])
  })

  it('asks for nothing when nothing is missing', () => {
    expect(requestsFor(fileOf(1000), [])).toEqual([])
  })

  it('covers exactly the missing pieces, in bounded requests', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: REQUEST_BYTES + 1, max: 40 * PIECE_BYTES }),
        fc.infiniteStream(fc.boolean()),
        (bytes, coins) => {
          const file = fileOf(bytes)
          const missing = [...file.pieces.keys()].filter(() => coins.next().value)
          const requests = requestsFor(file, missing)
          const covered = requests.flatMap(({ range }) => {
            if (!range) throw new Error('too large to be asked whole')
            expect(range.to - range.from + 1).toBeLessThanOrEqual(REQUEST_BYTES)
            expect(range.to).toBeLessThan(bytes)
            expect(range.from % PIECE_BYTES).toBe(0)
            return Array.from(
              { length: Math.ceil((range.to + 1 - range.from) / PIECE_BYTES) },
              (_, i) => range.from / PIECE_BYTES + i,
            )
          })
          expect(covered).toEqual(missing)
        },
      ),
    )
  })
})

describe('cutting a body', () => {
  it('gives every full piece from where the body begins, however it is chunked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 * PIECE_BYTES }),
        fc.nat(3 * PIECE_BYTES),
        fc.nat(5 * PIECE_BYTES),
        fc.integer({ min: 1, max: 300_000 }),
        async (bytes, from, length, chunk) => {
          const whole = new Uint8Array(bytes + 50).map((_, i) => (i * 7 + (i >> 9)) % 251)
          const file = fileOf(bytes)
          const to = Math.min(from + length, bytes + 50)
          const got: number[] = []
          for await (const piece of cutBody(file, from, chunksOf(inChunks(whole.subarray(from, to), chunk)))) {
            const start = piece.index * PIECE_BYTES
            expect(
              Buffer.compare(
                Buffer.from(piece.bytes),
                Buffer.from(whole.subarray(start, Math.min(start + PIECE_BYTES, bytes))),
              ),
            ).toBe(0)
            got.push(piece.index)
          }
          const full = [...file.pieces.keys()].filter(
            (i) => i * PIECE_BYTES >= from && Math.min((i + 1) * PIECE_BYTES, bytes) <= to,
          )
          expect(got).toEqual(full)
        },
      ),
      { numRuns: 60 },
    )
  })
})
