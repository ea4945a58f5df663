import type { Request } from 'express'
import type { Actor } from '../../src/domain/access.ts'
import { readCookie, secretHash } from '../http/cookie.ts'
import { readFromElsewhere } from '../http/origin.ts'
import type { Trouble } from '../http/problem.ts'
import type { Heads } from '../sync/heads.ts'

/** Who is asking: the account, on one of its devices, in the profile that the address names. */
export type Asker = { actor: Actor; device: string; profile: string; session: string }
/** Finds who is asking by the profile's cookie, from memory alone. */
export type Who = (request: Request) => Asker | Trouble

type Setup = { heads: Heads; cookieKey: Uint8Array; clock: () => number }

export function createWho({ heads, cookieKey, clock }: Setup): Who {
  return (request) => {
    if (readFromElsewhere(request)) return { problem: 'notAllowed' }
    const pass = readCookie(request.headers.cookie, cookieKey)
    const hash = pass && secretHash(pass.secret)
    const session = hash === undefined ? undefined : heads.session(hash)
    // A cookie counts at its own profile's addresses only, whatever sent it elsewhere.
    if (!session || session.profile !== request.params['profile'] || session.expiresAt <= clock())
      return { problem: 'signedOut' }
    const actor = heads.actor(session.account)
    if (!actor || actor.role !== pass?.role) return { problem: 'signedOut' }
    return { actor, device: session.device, profile: session.profile, session: session.hash }
  }
}
