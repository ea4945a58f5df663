import { createHash } from 'node:crypto'
import { PIECE_BYTES, type FileRef } from '../../src/domain/files.ts'
import type { Sha256 } from '../../src/domain/ids.ts'

/** What the school's files must offer for content to come in by the same door as everyone's. */
export type Shelf = {
  putPiece(account: string, piece: Sha256, bytes: Uint8Array): Promise<'made' | 'there' | 'wrong' | 'tooMany'>
  assemble(account: string, file: FileRef): Promise<'whole' | 'missing' | 'wrong'>
}

type Part = { ref: FileRef; bytes: Uint8Array }

export function digest(bytes: Uint8Array): Promise<Sha256> {
  return Promise.resolve(createHash('sha256').update(bytes).digest('hex'))
}

/** Brings files in pieces, as a device does. Throws when one is not taken: what ships with the product is whole, or there is a bug. */
export async function storeParts(shelf: Shelf, account: string, parts: readonly Part[]): Promise<void> {
  await Promise.all(
    parts.map(async ({ ref, bytes }) => {
      for (const [index, piece] of ref.pieces.entries())
        await shelf.putPiece(account, piece, bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES))
      const stored = await shelf.assemble(account, ref)
      if (stored !== 'whole') throw new Error(`a file of the product was not taken: ${ref.sha256} is ${stored}`)
    }),
  )
}
