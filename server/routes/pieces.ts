import * as v from 'valibot'
import { mayBring } from '../../src/domain/access.ts'
import { PIECE_BYTES } from '../../src/domain/files.ts'
import { Sha256 } from '../../src/domain/ids.ts'
import { MissingRequest, type MissingAnswer } from '../../src/protocol/pieces.ts'
import type { Files } from '../files/files.ts'
import { readBody, type Pace } from '../http/body.ts'
import { readJson } from '../http/json.ts'
import { isTrouble } from '../http/problem.ts'
import { arrived, settleArrivals } from '../sync/arrivals.ts'
import type { SyncParts } from '../sync/parts.ts'
import { sendJson, sendStatus, type Route } from './route.ts'
import type { Who } from './who.ts'

type Setup = { parts: SyncParts; files: Files; who: Who; pace: Pace }

/** 2048 hashes with their quotes and commas, and room around them. */
const MISSING_BYTES_MAX = 160 * 1024

/** Files come up in pieces: what is missing is asked for, then each piece is put under its own hash, as often as it takes. */
export function pieceRoutes({ parts, files, who, pace }: Setup): Route[] {
  return [
    {
      method: 'post',
      path: '/api/p/:profile/pieces/missing',
      async handle(request, response) {
        const asker = who(request)
        if (isTrouble(asker)) return asker
        if (!mayBring(asker.actor)) return { problem: 'notAllowed' }
        const read = await readJson(request, MissingRequest, MISSING_BYTES_MAX, pace)
        if (isTrouble(read)) return read
        const { pieces } = read.body
        const missing = await files.missing(asker.actor.id, pieces)
        // A piece may have been kept, and the server have stopped before the receipt that it completes: nobody would put it again.
        if (missing.length < pieces.length) await settleArrivals(parts, asker.actor.id)
        return sendJson(response, { missing } satisfies MissingAnswer)
      },
    },
    {
      method: 'put',
      path: '/api/p/:profile/pieces/:sha256',
      async handle(request, response) {
        const asker = who(request)
        if (isTrouble(asker)) return asker
        if (!mayBring(asker.actor)) return { problem: 'notAllowed' }
        const piece = request.params['sha256']
        if (!v.is(Sha256, piece)) return { problem: 'notFound' }
        const bytes = await readBody(request, PIECE_BYTES, pace)
        if (isTrouble(bytes)) return bytes
        const put = await files.putPiece(asker.actor.id, piece, bytes)
        if (put === 'wrong') return { problem: 'wrongBytes' }
        if (put === 'tooMany') return { problem: 'tooMany' }
        // Also for a piece that was there: its first answer, or what follows from it, may have been lost.
        await arrived(parts, asker.actor.id, piece)
        return sendStatus(response, put === 'made' ? 201 : 200)
      },
    },
  ]
}
