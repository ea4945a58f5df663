import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabases } from '../db/open.ts'
import { sha256 } from '../device/hash.ts'
import type { EnrolAnswer, EnrolRequest } from '../protocol/enrol.ts'
import type { Problem } from '../protocol/problem.ts'
import { signIn, type SigningIn } from './signIn.ts'

const CARD = 'AAAAAAAAAAAAAAAAAAAAAA'
const NEW_CARD = 'BBBBBBBBBBBBBBBBBBBBBB'
const SISTER = 'CCCCCCCCCCCCCCCCCCCCCC'
const PEOPLE: Record<string, { id: string; name: string }> = {
  [CARD]: { id: 'ines', name: 'Inès Benali' },
  [NEW_CARD]: { id: 'ines', name: 'Inès Benali' },
  [SISTER]: { id: 'lina', name: 'Lina Benali' },
}

type Answer = EnrolAnswer | Problem | 'offline'

/** A device, and a school that enrols whoever has a card. `weather` may lose its answers or speak for it. */
function device() {
  const enrolled: EnrolRequest[] = []
  const left: string[] = []
  const state = { now: 50_000, weather: (answer: Answer): Answer => answer }
  const databases = openDatabases({ outdated: () => Promise.resolve(false) })
  const parts: SigningIn = {
    ...databases,
    http: {
      enrol(request) {
        enrolled.push(request)
        const { id, name } = PEOPLE[request.token] ?? { id: '', name: '' }
        const account = { id, name, role: 'pupil', school: 'École Jean-Moulin' } as const
        return Promise.resolve(state.weather({ epoch: 'e1', now: 60_000, account, feeds: [`account:${id}`] }))
      },
      signOut(profile) {
        left.push(profile)
        return Promise.resolve('done' as const)
      },
    },
    now: () => state.now,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    label: 'Chrome, Android',
  }
  return { parts, databases, state, enrolled, left, signIn: (token: string) => signIn(parts, token) }
}

async function signedIn(d: ReturnType<typeof device>, token: string) {
  const profile = await d.signIn(token)
  if (profile === 'offline' || 'problem' in profile) throw new Error('nobody was signed in')
  return profile
}

beforeEach(async () => {
  for (const { name } of await indexedDB.databases()) if (name !== undefined) indexedDB.deleteDatabase(name)
})

describe('a card', () => {
  it('signs someone in: listed, with a bag of their own and a key that cannot be taken out', async () => {
    const d = device()
    const profile = await signedIn(d, CARD)
    expect(profile).toMatchObject({ account: 'ines', name: 'Inès Benali', role: 'pupil', colour: 0, addedAt: 50_000 })
    expect(profile.card).toBe(await sha256(new TextEncoder().encode(CARD)))
    expect(profile.key.privateKey.extractable).toBe(false)
    expect(await d.databases.profile(profile.id).meta.get('state')).toMatchObject({
      ...{ account: 'ines', deviceId: profile.deviceId, n: 0, epoch: null, offset: 10_000, freshAt: null },
      ...{ busyUntil: null, signedOut: false, grants: ['account:ines'] },
    })
    const [request] = d.enrolled
    expect(request?.device.label).toBe('Chrome, Android')
    expect(Object.keys(request?.device.key ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y'])
    expect(await d.databases.device.enrolling.count()).toBe(0)
  })

  it('opened again renews the session of the same profile on the same device, and nothing else', async () => {
    const d = device()
    const first = await signedIn(d, CARD)
    const meta = d.databases.profile(first.id).meta
    await meta.update('state', { n: 7, epoch: 'e1', signedOut: true, busyUntil: 90_000, freshAt: 40_000 })
    d.state.now = 55_000
    const again = await signedIn(d, CARD)
    expect(again).toEqual({ ...first, lastUsedAt: 55_000 })
    expect(d.enrolled.map(({ profile, device: { id, key } }) => [profile, id, key.x])[1]).toEqual(
      d.enrolled.map(({ profile, device: { id, key } }) => [profile, id, key.x])[0],
    )
    expect(await meta.get('state')).toMatchObject({
      n: 7,
      epoch: 'e1',
      signedOut: false,
      busyUntil: null,
      freshAt: 40_000,
    })
  })

  it('of a sister makes a second profile, of another colour', async () => {
    const d = device()
    const [ines, lina] = [await signedIn(d, CARD), await signedIn(d, SISTER)]
    expect(lina.id).not.toBe(ines.id)
    expect([ines.colour, lina.colour]).toEqual([0, 1])
  })

  it('printed anew is of the same person: what the school enrolled for it meanwhile leaves again', async () => {
    const d = device()
    const first = await signedIn(d, CARD)
    const again = await signedIn(d, NEW_CARD)
    expect(again).toMatchObject({ id: first.id, deviceId: first.deviceId, colour: first.colour })
    expect(again.card).not.toBe(first.card)
    expect(d.left).toEqual([d.enrolled[1]?.profile])
    expect(await d.databases.device.profiles.count()).toBe(1)
    expect(await d.databases.device.leaving.count()).toBe(0)
    expect(await d.databases.device.enrolling.count()).toBe(0)
  })
})

describe('after the browser cleared the store', () => {
  const cleared = { profile: 'p-before', deviceId: 'd-before', colour: 5 }

  it('a card is of the same person as before, on a device that takes the place of the old one, in the old colour', async () => {
    const d = device()
    const known = await sha256(new TextEncoder().encode(CARD))
    d.parts.before = (card) => (card === known ? cleared : undefined)
    const { deviceId, ...who } = await signedIn(d, CARD)
    expect(who).toMatchObject({ id: 'p-before', colour: 5 })
    expect(deviceId).not.toBe('d-before')
    expect((await signedIn(d, SISTER)).colour).toBe(0)
    expect(d.enrolled[0]).toMatchObject({ profile: 'p-before', device: { id: deviceId, replaces: 'd-before' } })
    expect(d.enrolled[1]?.profile).not.toBe('p-before')
    expect(d.enrolled[1]?.device).not.toHaveProperty('replaces')
  })

  it('a colour that somebody wears meanwhile is theirs', async () => {
    const d = device()
    await signedIn(d, SISTER)
    d.parts.before = () => ({ ...cleared, colour: 0 })
    expect((await signedIn(d, CARD)).colour).toBe(1)
  })
})

describe('a signing in that breaks off', () => {
  it('is taken up as the same device, whether the school heard or not', async () => {
    const d = device()
    d.state.weather = () => 'offline'
    expect(await d.signIn(CARD)).toBe('offline')
    expect(await d.databases.device.profiles.count()).toBe(0)
    d.state.weather = (answer) => answer
    await signedIn(d, CARD)
    const [lost, kept] = d.enrolled
    expect(kept).toEqual(lost)
  })

  it('between the bag and the list loses nobody', async () => {
    const d = device()
    const { device: list } = d.databases
    const broken = new Error('killed')
    list.profiles.hook('creating', () => {
      throw broken
    })
    await expect(d.signIn(CARD)).rejects.toThrow(/killed/)
    const reopened = device()
    const profile = await signedIn(reopened, CARD)
    expect(profile.id).toBe(d.enrolled[0]?.profile)
  })

  it('twice at once is one signing in', async () => {
    const d = device()
    const [first, second] = await Promise.all([signedIn(d, CARD), signedIn(d, CARD)])
    expect(second.id).toBe(first.id)
    expect(await d.databases.device.profiles.count()).toBe(1)
    expect(new Set(d.enrolled.map((request) => request.device.key.x)).size).toBe(1)
  })
})

describe('a card that signs nobody in', () => {
  it('is not even sent when it cannot be one', async () => {
    const d = device()
    expect(await d.signIn('not a card')).toEqual({ problem: 'unknownCard' })
    expect(d.enrolled).toEqual([])
  })

  it('says why, and when to try again by this device’s clock', async () => {
    const d = device()
    d.state.weather = () => ({ problem: 'tooMany', now: 1_000_000, retryAt: 1_060_000 })
    expect(await d.signIn(CARD)).toEqual({ problem: 'tooMany', retryAt: 110_000 })
    d.state.weather = () => ({ problem: 'voidedCard', now: 1_000_000 })
    expect(await d.signIn(CARD)).toEqual({ problem: 'voidedCard' })
  })
})
