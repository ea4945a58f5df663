import type { Request, Response } from 'express'
import { TURN_BYTES_MAX, TurnRequest } from '../../src/protocol/turn.ts'
import type { Pace } from '../http/body.ts'
import { readJson } from '../http/json.ts'
import { isTrouble, type Trouble } from '../http/problem.ts'
import type { SyncParts } from '../sync/parts.ts'
import { takeTurn } from '../sync/turn.ts'
import { sendJson, sendStatus, type Handle, type Route } from './route.ts'
import type { Who } from './who.ts'

type Setup = { parts: SyncParts; who: Who; pace: Pace }

/** `push` with what was done on the device, `poll` without: one body, one answer. The address lets a full server tell them apart before it reads. */
export function turnRoutes({ parts, who, pace }: Setup): Route[] {
  const turn =
    (kind: 'push' | 'poll'): Handle =>
    async (request: Request, response: Response): Promise<Trouble | undefined> => {
      const asker = who(request)
      if (isTrouble(asker)) return asker
      const read = await readJson(request, TurnRequest, TURN_BYTES_MAX, pace)
      if (isTrouble(read)) return read
      if (kind === 'poll' && read.body.mutations.length > 0) return { problem: 'malformed' }
      const answer = await takeTurn(parts, asker, read.body)
      return answer === 'nothing' ? sendStatus(response, 204) : sendJson(response, answer)
    }
  return [
    { method: 'post', path: '/api/p/:profile/push', handle: turn('push') },
    { method: 'post', path: '/api/p/:profile/poll', handle: turn('poll') },
  ]
}
