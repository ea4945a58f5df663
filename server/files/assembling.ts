import { createHash } from 'node:crypto'
import { PIECE_BYTES, wellCut, type FileRef } from '../../src/domain/files.ts'
import type { Sha256 } from '../../src/domain/ids.ts'
import type { Claims, Place } from './claims.ts'
import { fits, opens } from './content.ts'
import { writeWhole, type Disk } from '../storage/disk.ts'
import type { Pieces } from './pieces.ts'

/** What came of putting a file together. `missing`: pieces are on the way. `wrong`: the pieces do not make what the file says it is. */
export type Assembled = 'whole' | 'missing' | 'wrong'
/** What a file is brought for: a photo of a copy must also be one that a phone opens. */
export type Use = 'pack' | 'photo'

type Setup = { disk: Disk; pieces: Pieces; claims: Claims; privatePath: (sha256: Sha256) => string }

/** What was brought is not what was announced. */
class WrongFile extends Error {}

export function createAssembling({ disk, pieces, claims, privatePath }: Setup) {
  const holds = async (account: string, piece: Sha256) =>
    (await claims.place(account, piece)) !== undefined || (await pieces.has(account, piece))

  const readPiece = async (account: string, piece: Sha256): Promise<Uint8Array> => {
    const bytes = await pieces.read(account, piece)
    if (bytes) return bytes
    const place = await claims.place(account, piece)
    if (!place) throw new WrongFile()
    return readPlace(disk, privatePath(place.file), place)
  }

  /** The pieces in order; throws at the first that shows the file to be something else than it says. */
  async function* joined(account: string, file: FileRef, use: Use): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256')
    let length = 0
    for (const [index, piece] of file.pieces.entries()) {
      const bytes = await readPiece(account, piece)
      if (index < file.pieces.length - 1 && bytes.length !== PIECE_BYTES) throw new WrongFile()
      if (index === 0 && !fits(bytes, file.type)) throw new WrongFile()
      if (index === 0 && use === 'photo' && !opens(bytes, file.type)) throw new WrongFile()
      length += bytes.length
      hash.update(bytes)
      yield bytes
    }
    if (length !== file.bytes || hash.digest('hex') !== file.sha256) throw new WrongFile()
  }

  const assemble = async (account: string, file: FileRef, use: Use = 'pack'): Promise<Assembled> => {
    if (!wellCut(file)) return 'wrong'
    if (sameFile(await claims.file(account, file.sha256), file)) return 'whole'
    for (const piece of file.pieces) if (!(await holds(account, piece))) return 'missing'
    try {
      await writeWhole(disk, privatePath(file.sha256), joined(account, file, use))
    } catch (error) {
      if (error instanceof WrongFile) return 'wrong'
      throw error
    }
    await claims.add(account, file)
    await pieces.drop(account, file.pieces)
    return 'whole'
  }

  return { holds, assemble }
}

function sameFile(held: FileRef | undefined, asked: FileRef): boolean {
  return (
    held?.bytes === asked.bytes &&
    held.type === asked.type &&
    held.pieces.every((piece, at) => piece === asked.pieces[at])
  )
}

async function readPlace(disk: Disk, path: string, place: Place): Promise<Uint8Array> {
  const handle = await disk.open(path, 'r')
  try {
    const bytes = new Uint8Array(place.bytes)
    await handle.read(bytes, 0, place.bytes, place.from)
    return bytes
  } finally {
    await handle.close()
  }
}
