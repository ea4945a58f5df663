import * as v from 'valibot'
import type { DeviceDb, Enrolling, Profile } from '../db/device.ts'
import type { ProfileDb } from '../db/profile.ts'
import { sha256 } from '../device/hash.ts'
import { makeKey, publicKeyOf } from '../device/keys.ts'
import type { Id, Moment } from '../domain/ids.ts'
import { CardToken, type EnrolAnswer } from '../protocol/enrol.ts'
import { PROTOCOL } from '../protocol/version.ts'
import type { Http } from './http.ts'
import { tellLeft } from './leaving.ts'

export type SigningIn = {
  device: DeviceDb
  profile: (id: Id) => ProfileDb
  http: Pick<Http, 'enrol' | 'signOut'>
  now: () => Moment
  random: (bytes: number) => Uint8Array
  /** What this device is called among those of its owner. */
  label: string
  /**
   * Who was here with this card before the browser cleared the store. They get another key, and with it another device, which takes the place of theirs on the
   * card: by the key of the old one the school still knows what was sealed with it.
   */
  before?: (card: string) => Before | undefined
}

type Before = Pick<Enrolling, 'profile' | 'deviceId'> & Pick<Profile, 'colour'>

/** A card that signed nobody in, and why. `retryAt`: by this device's clock. */
export type WhyNot = { problem: string; retryAt?: Moment }

/** How many colours people wear. */
const COLOURS = 8

/**
 * Signs in with a card. The ids and the key are kept before the school hears of them, so that whatever breaks off is taken up with the same card as the
 * same device: no place on the card is lost, nobody is there twice. Someone who is here already keeps everything; only their session is new.
 */
export async function signIn(s: SigningIn, token: string): Promise<Profile | WhyNot | 'offline'> {
  if (!v.is(CardToken, token)) return { problem: 'unknownCard' }
  const card = await sha256(new TextEncoder().encode(token))
  const first = await enrol(s, token, await enrollingOf(s, card))
  if (first === 'offline' || 'problem' in first) return first
  const { enrolling, answer } = first
  const here = await s.device.profiles.filter(({ account }) => account === answer.account.id).first()
  if (!here || here.id === enrolling.profile) return settle(s, enrolling, answer)
  // A new card of someone who is here: they stay who they are, and what the card just enrolled leaves again, its place on the card with it.
  await s.device.leaving.put({ profile: enrolling.profile })
  await tellLeft(s)
  const { id: profile, deviceId, key } = here
  const again = await enrol(s, token, { card, profile, deviceId, key })
  return again === 'offline' || 'problem' in again ? again : settle(s, again.enrolling, again.answer)
}

/** Who this card signs in: someone of this device, someone whose signing in broke off, or someone new. */
async function enrollingOf({ device, random, before }: SigningIn, card: string): Promise<Enrolling> {
  const key = await makeKey()
  return device.transaction('rw', device.profiles, device.enrolling, async () => {
    const here = await device.profiles.filter((profile) => profile.card === card).first()
    if (here) return { card, profile: here.id, deviceId: here.deviceId, key: here.key }
    const begun = await device.enrolling.get(card)
    if (begun) return begun
    const was = before?.(card)
    const replaces = was && { replaces: was.deviceId }
    const made = { card, profile: was?.profile ?? opaque(random(16)), deviceId: opaque(random(16)), key, ...replaces }
    await device.enrolling.add(made)
    return made
  })
}

async function enrol(
  s: SigningIn,
  token: CardToken,
  enrolling: Enrolling,
): Promise<{ enrolling: Enrolling; answer: EnrolAnswer } | WhyNot | 'offline'> {
  const { profile, deviceId, key, replaces } = enrolling
  const place = replaces === undefined ? {} : { replaces }
  const device = { id: deviceId, label: s.label, key: await publicKeyOf(key), ...place }
  const answer = await s.http.enrol({ protocol: PROTOCOL, token, profile, device })
  if (answer === 'offline') return answer
  if (!('problem' in answer)) return { enrolling, answer }
  const { problem, now, retryAt } = answer
  if (retryAt === undefined || now === undefined) return { problem }
  return { problem, retryAt: s.now() + Math.max(0, retryAt - now) }
}

/** The profile's own database first: whoever is listed can be opened. */
async function settle(s: SigningIn, enrolling: Enrolling, { account, feeds, now }: EnrolAnswer): Promise<Profile> {
  const { card, profile: id, deviceId, key } = enrolling
  const db = s.profile(id)
  const at = s.now()
  const told = { account: account.id, role: account.role, person: account.name, deviceId, grants: feeds }
  const fresh = { name: 'state', n: 0, epoch: null, freshAt: null } as const
  await db.transaction('rw', db.meta, async () => {
    const known = await db.meta.get('state')
    await db.meta.put({ ...fresh, ...known, ...told, offset: now - at, busyUntil: null, signedOut: false })
  })
  return s.device.transaction('rw', s.device.profiles, s.device.enrolling, s.device.leaving, async () => {
    const all = await s.device.profiles.toArray()
    const known = all.find((profile) => profile.id === id)
    const { role, name, school } = account
    const profile: Profile = {
      ...{ id, account: account.id, role, name, school, deviceId, key, card },
      colour: known?.colour ?? freeColour(all, s.before?.(card)?.colour),
      addedAt: known?.addedAt ?? at,
      lastUsedAt: at,
    }
    await s.device.profiles.put(profile)
    await s.device.enrolling.delete(card)
    await s.device.leaving.delete(id)
    return profile
  })
}

/** The one that they wore before, if nobody else does now. */
function freeColour(all: readonly Profile[], before: number | undefined): number {
  const worn = new Set(all.map(({ colour }) => colour))
  const free = [...(before === undefined ? [] : [before]), ...Array(COLOURS).keys()].find((colour) => !worn.has(colour))
  return free ?? all.length % COLOURS
}

/** 128 random bits as 32 hexadecimal digits. */
function opaque(bytes: Uint8Array): Id {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
