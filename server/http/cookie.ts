import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import * as v from 'valibot'
import type { Id } from '../../src/domain/ids.ts'
import { Role } from '../../src/domain/people.ts'

const NAME = 'cartable'
const Secret = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))

/** What a profile's cookie holds: the role, so that a full server can choose before it looks anything up, and the session's secret. */
export type Pass = { role: Role; secret: string }

/** A new secret: 256 random bits, base64url. The storage knows its SHA-256. */
export function makeSecret(random: (bytes: number) => Uint8Array): { secret: string; hash: string } {
  const secret = Buffer.from(random(32)).toString('base64url')
  return { secret, hash: secretHash(secret) }
}

export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function seal(pass: Pass, key: Uint8Array): string {
  return createHmac('sha256', key).update(`${pass.role}.${pass.secret}`).digest('base64url').slice(0, 22)
}

type Place = { profile: Id; secure: boolean; maxAgeMs: number }

/** The `Set-Cookie` line of a profile: sent to that profile's addresses alone, out of reach of scripts. `maxAgeMs` 0 removes it. */
export function writeCookie(pass: Pass, key: Uint8Array, { profile, secure, maxAgeMs }: Place): string {
  const value = `${NAME}=${pass.role}.${seal(pass, key)}.${pass.secret}`
  const rules = [`Path=/api/p/${profile}/`, `Max-Age=${Math.floor(maxAgeMs / 1000)}`, 'HttpOnly', 'SameSite=Strict']
  return [value, ...rules, ...(secure ? ['Secure'] : [])].join('; ')
}

/**
 * The `Set-Cookie` line that says to the device's own pages that somebody was signed in there, and nothing more: Safari clears all that scripts wrote after
 * seven days without a visit, but not what a school set.
 */
export function writeWas({ secure, maxAgeMs }: Omit<Place, 'profile'>): string {
  const rules = ['cartable-was=here', 'Path=/', `Max-Age=${Math.floor(maxAgeMs / 1000)}`, 'SameSite=Strict']
  return [...rules, ...(secure ? ['Secure'] : [])].join('; ')
}

/** The pass in a `Cookie` header, if there is one of ours whose role was not tampered with. */
export function readCookie(header: string | undefined, key: Uint8Array): Pass | undefined {
  for (const part of header?.split(';') ?? []) {
    const [name, value = ''] = part.trim().split('=', 2)
    const [role, mac = '', secret] = value.split('.')
    if (name !== NAME || !v.is(Role, role) || !v.is(Secret, secret)) continue
    const expected = Buffer.from(seal({ role, secret }, key))
    const said = Buffer.from(mac)
    if (expected.length === said.length && timingSafeEqual(expected, said)) return { role, secret }
  }
  return undefined
}
