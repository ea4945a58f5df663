import { createHash } from 'node:crypto'
import { EnrolRequest, type EnrolAnswer } from '../../src/protocol/enrol.ts'
import type { Pace } from '../http/body.ts'
import { makeSecret, writeCookie, writeWas } from '../http/cookie.ts'
import type { Guesses } from '../http/guesses.ts'
import { readJson } from '../http/json.ts'
import { isTrouble, type Trouble } from '../http/problem.ts'
import { enrol, leave, SESSION_MS } from '../sync/enrolment.ts'
import type { SyncParts } from '../sync/parts.ts'
import { sendJson, sendStatus, type Route } from './route.ts'
import type { Who } from './who.ts'

type Setup = {
  parts: SyncParts
  who: Who
  pace: Pace
  guesses: Guesses
  cookieKey: Uint8Array
  secure: boolean
  random: (bytes: number) => Uint8Array
}

const ENROL_BYTES_MAX = 8 * 1024

/** A card signs a device in, and a device signs out. */
export function enrolRoutes({ parts, who, pace, guesses, cookieKey, secure, random }: Setup): Route[] {
  /** A real card is let in however many false ones came from its address: one pupil who guesses must not shut the door on a whole school. */
  const slowed = (address: string, token: string): Trouble => {
    const card = createHash('sha256').update(token).digest('hex')
    const retryAt = guesses.slowedUntil(address, card)
    guesses.wrong(address, card)
    return retryAt === undefined ? { problem: 'unknownCard' } : { problem: 'tooMany', retryAt }
  }
  return [
    {
      method: 'post',
      path: '/api/enrol',
      async handle(request, response) {
        const read = await readJson(request, EnrolRequest, ENROL_BYTES_MAX, pace)
        if (isTrouble(read)) return read
        const { secret, hash } = makeSecret(random)
        const done = await enrol(parts, read.body, hash)
        if ('problem' in done) return done.problem === 'unknownCard' ? slowed(request.ip ?? '', read.body.token) : done
        const { id, role, name } = done.account
        const place = { profile: read.body.profile, secure, maxAgeMs: SESSION_MS }
        response.setHeader('Set-Cookie', [writeCookie({ role, secret }, cookieKey, place), writeWas(place)])
        const feeds = [...(parts.heads.actor(id)?.feeds ?? [])]
        const answer = {
          epoch: parts.epoch,
          now: parts.clock(),
          account: { id, role, name, school: done.schoolName },
          feeds,
        }
        return sendJson(response, answer satisfies EnrolAnswer)
      },
    },
    {
      method: 'post',
      path: '/api/p/:profile/sign-out',
      async handle(request, response) {
        const asker = who(request)
        if (isTrouble(asker)) return asker
        await leave(parts, asker.actor.id, asker.device)
        const place = { profile: asker.profile, secure, maxAgeMs: 0 }
        response.setHeader('Set-Cookie', writeCookie({ role: asker.actor.role, secret: 'gone' }, cookieKey, place))
        return sendStatus(response, 204)
      },
    },
  ]
}
