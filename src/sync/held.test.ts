import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carrier } from '../../e2e/carrier.ts'
import { mirror, noise } from '../../e2e/mirror.ts'
import { PIECE_BYTES } from '../domain/files.ts'
import { fetchPacks } from './downloads.ts'
import { heldFile, readSpan, readWhole } from './held.ts'

const BYTES = noise(5, 11 * PIECE_BYTES + 1234)

async function withFilm() {
  const { school, source } = mirror()
  const film = await school.add(BYTES, 'video/mp4')
  const d = carrier(source, { byItself: () => 'full' })
  await fetchPacks(d, [await school.publish(1, [{ ...film, tier: 'full', name: 'film.mp4' }])])
  return { db: d.files, film }
}

async function bytesOf(span: Awaited<ReturnType<typeof readSpan>>): Promise<Uint8Array> {
  if (!span) throw new Error('nothing was read')
  return new Uint8Array(await new Response(span).arrayBuffer())
}

describe('reading a span of a file on the device', () => {
  it('gives every byte of it, short or long', async () => {
    const { db, film } = await withFilm()
    await fc.assert(
      fc.asyncProperty(fc.nat(BYTES.byteLength - 1), fc.nat(BYTES.byteLength), async (from, more) => {
        const to = Math.min(from + more, BYTES.byteLength - 1)
        expect(Buffer.compare(await bytesOf(await readSpan(db, film, from, to)), BYTES.subarray(from, to + 1))).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('does not read a long one before it is asked for', async () => {
    const { db, film } = await withFilm()
    const span = await readSpan(db, film, 0, BYTES.byteLength - 1)
    if (!(span instanceof ReadableStream)) throw new Error('read at once')
    const reader = span.getReader()
    expect((await reader.read()).value?.byteLength).toBe(PIECE_BYTES)
    await reader.cancel()
  })

  it('gives nothing that does not fit its hash, and knows that the file is whole no more', async () => {
    const { db, film } = await withFilm()
    await db.pieces.put({ file: film.sha256, index: 3, bytes: noise(8, PIECE_BYTES).buffer })
    expect(await readSpan(db, film, 3 * PIECE_BYTES, 4 * PIECE_BYTES)).toBeUndefined()
    expect(await heldFile(db, film.sha256)).toBeUndefined()
    expect(await readWhole(db, film.sha256)).toBeUndefined()
  })

  it('breaks a long one off at a damaged piece', async () => {
    const { db, film } = await withFilm()
    await db.pieces.put({ file: film.sha256, index: 3, bytes: noise(8, PIECE_BYTES).buffer })
    await expect(bytesOf(await readSpan(db, film, 0, BYTES.byteLength - 1))).rejects.toThrow('is not here')
  })
})
