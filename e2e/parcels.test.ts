import 'fake-indexeddb/auto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { atOnce } from '../src/sync/atOnce.ts'
import type { Member } from '../server/content/roster.ts'
import { ofKind, picture } from '../server/ground.ts'
import { openServed, type Served } from '../server/served.ts'
import { commit } from '../src/db/commit.ts'
import type { Profile } from '../src/db/device.ts'
import { itemsOf } from '../src/db/parcels.ts'
import { feeds } from '../src/domain/records.ts'
import { cutFile } from '../src/packs/cut.ts'
import { unframe } from '../src/protocol/frames.ts'
import { ParcelAnswer } from '../src/protocol/parcelAnswer.ts'
import type { Engine } from '../src/stores/engine.ts'
import { carryParcels } from '../src/sync/carrying.ts'
import { createHttp } from '../src/sync/http.ts'
import { parcelFile, readParcelFile, takeIn } from '../src/sync/parcelFile.ts'
import { speak } from '../src/sync/round.ts'
import { sealWork, type Sealed } from '../src/sync/sealing.ts'
import { hearSealTo } from '../src/sync/sealTo.ts'
import { signIn } from '../src/sync/signIn.ts'
import { digest } from '../server/content/store-parts.ts'
import { startBag } from './bag.ts'
import * as v from 'valibot'

/** Sealed work, from the device that makes it to the school that opens it; real code on both sides, over real HTTP. */
let served: Served
let lina: Member
const WORK = 'work-to-read'

beforeAll(async () => {
  served = await openServed()
  const { ground } = served
  lina = ground.people.lina
  const asked = { title: 'Lire', subject: 'french' as const, instructions: '', dueAt: 1, minutes: 9 }
  const expects: ['text', 'photos'] = ['text', 'photos']
  const set = { kind: 'setAssignment', classId: ground.people.sixA.id, assignmentId: WORK } as const
  await ground.push(ground.people.anne, ground.hand({ ...set, asked: { ...asked, expects } }))
})
afterAll(() => served.close())

/** A device that reaches the school, with the cookies of whoever is signed in there. */
function phone(): Engine {
  const cookies = new Map<string, string>()
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const headers = new Headers(init?.headers)
    headers.set('origin', served.url)
    headers.set('cookie', [...cookies.values()].join('; '))
    const answer = await globalThis.fetch(url, { ...init, headers })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      cookies.set(pair.split('=')[0] ?? '', pair)
    }
    return answer
  }
  return { ...startBag(), http: createHttp({ origin: served.url, build: 'test', fetch }) }
}

const round = (p: Engine, who: Profile) =>
  speak({ ...p, room: () => Promise.resolve(null), cost: () => 'plain' as const, seldom: atOnce }, who, true)

/** A card lets in three devices at a time: each test's leave after it. */
const present: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const leave of present.splice(0)) await leave()
})

async function signedIn(p: Engine, member: Member): Promise<Profile> {
  const who = await signIn(p, member.card.token)
  if (who === 'offline' || 'problem' in who) throw new Error(`${member.name} is not let in`)
  await round(p, who)
  await hearSealTo(p)
  present.push(() => p.http.signOut(who.id))
  return who
}

async function handsIn(p: Engine, who: Profile, text: string, photo?: Uint8Array<ArrayBuffer>): Promise<string> {
  const attached = photo ? [{ ref: await cutFile(photo, 'image/png', digest), bytes: photo.buffer }] : []
  const photos = attached.map(({ ref }) => ref)
  const { sixA } = served.ground.people
  const wish = {
    kind: 'handIn',
    classId: sixA.id,
    assignmentId: WORK,
    text,
    photos,
    paper: false,
    finishedAt: 5,
  } as const
  const done = await commit(p.profile(who.id), { wish, attached, now: p.now(), random: p.random(16) })
  if ('refused' in done) throw new Error(done.refused)
  return done.id
}

async function sealed(p: Engine, who: Profile): Promise<Sealed> {
  const made = await sealWork(p, who)
  if (made === 'noKey') throw new Error('the school has no key')
  return made
}

/** The items of a parcel as they travel. */
const itemsIn = async (p: Engine, { parcel }: Sealed): Promise<Uint8Array<ArrayBuffer>[]> =>
  (await itemsOf(p.parcels, parcel.id).toArray()).map(({ bytes }) => new Uint8Array(bytes.slice(0)))

/** What the school says of one item that anyone brings. */
async function brought(item: Uint8Array): Promise<ParcelAnswer | string> {
  const heard = await served.ask('/api/parcels', { method: 'POST', body: item })
  return heard.problem ?? v.parse(ParcelAnswer, JSON.parse(heard.body.toString()))
}

const copies = async () => ofKind(await served.ground.records(feeds.pupil(lina.id)), 'submission')
const receipts = async () => ofKind(await served.ground.records(feeds.pupil(lina.id)), 'receipt')
const png = (seed: number, length = 200_000) => new Uint8Array(picture(length, seed))

let p: Engine
let who: Profile
beforeEach(async () => {
  p = phone()
  who = await signedIn(p, lina)
})

it('what was sealed on one device is carried by another, without anyone signed in there, and gets its receipt', async () => {
  const id = await handsIn(p, who, 'La Loire est un fleuve.', png(3))
  const before = (await copies()).length
  const made = await sealed(p, who)
  expect(made.parcel).toMatchObject({ whose: lina.name, things: 1, letters: 1, items: 3, state: 'waiting' })
  const file = new Uint8Array(await (await parcelFile(p.parcels, made.parcel)).arrayBuffer())
  const other = phone()
  const read = readParcelFile(file, other.now())
  if (!read) throw new Error('the file is not read')
  expect([read.cut, await takeIn(other.parcels, read)]).toEqual([false, 'new'])
  expect(await carryParcels(other)).toBeNull()
  expect(await other.parcels.parcels.get(made.parcel.id)).toMatchObject({ state: 'delivered', received: 1, refused: 0 })
  expect(await itemsOf(other.parcels, made.parcel.id).count()).toBe(0)
  expect(await copies()).toHaveLength(before + 1)
  expect((await receipts()).map((one) => one.id)).toContain(id)
  // The device that made it stayed after all: what it pushes has had its effect.
  await round(p, who)
  expect(await copies()).toHaveLength(before + 1)
  expect((await p.profile(who.id).outbox.get(id))?.state).toBe('done')
})

it('nobody reads it on the way: not a word of it is in its bytes', async () => {
  await handsIn(p, who, 'Mon canari chante faux.', png(5))
  const made = await sealed(p, who)
  const bytes = Buffer.from(await (await parcelFile(p.parcels, made.parcel)).arrayBuffer())
  for (const secret of ['canari', lina.id, who.deviceId, WORK, 'handIn']) expect(bytes.includes(secret)).toBe(false)
  expect(bytes.includes(Buffer.from(png(5).subarray(0, 64)))).toBe(false)
})

it('brought twice, in any order, by whoever: it has its effect once', async () => {
  await handsIn(p, who, 'Encore une fois.', png(7))
  const before = (await copies()).length
  const items = await itemsIn(p, await sealed(p, who))
  const [letter, first, second] = items
  if (!letter || !first || !second) throw new Error('the parcel is short')
  expect(await brought(second)).toMatchObject({ missing: [] })
  expect(await brought(letter)).toMatchObject({ received: 1, missing: [1] })
  expect(await brought(letter)).toMatchObject({ received: 1, missing: [1] })
  expect(await brought(first)).toMatchObject({ missing: [] })
  expect(await brought(first)).toMatchObject({ missing: [] })
  expect(await brought(letter)).toMatchObject({ received: 1, missing: [] })
  expect(await copies()).toHaveLength(before + 1)
})

it('one byte changed anywhere, and it is refused', async () => {
  await handsIn(p, who, 'Intacte.')
  const before = (await copies()).length
  const [letter] = await itemsIn(p, await sealed(p, who))
  if (!letter) throw new Error('no letter')
  const every = Math.max(1, Math.floor(letter.length / 150))
  for (let at = 0; at < letter.length; at += every) {
    const changed = letter.slice()
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(['damagedParcel', 'otherSchool'], `byte ${at}`).toContain(await brought(changed))
  }
  for (const length of [0, 1, 100, letter.length - 17, letter.length - 1])
    expect(await brought(letter.subarray(0, length))).toBe('damagedParcel')
  expect(await brought(new Uint8Array(600_000).fill(32))).toBe('tooLarge')
  expect(await copies()).toHaveLength(before)
})

it('an item of one parcel is none of another, nor in another place', async () => {
  await handsIn(p, who, 'Une.')
  const [one] = await itemsIn(p, await sealed(p, who))
  const [other] = await itemsIn(p, await sealed(p, who))
  if (!one || !other) throw new Error('no letter')
  const [mine, theirs] = [unframe(one), unframe(other)]
  if (!mine || !theirs) throw new Error('no frame')
  expect(await brought(new Uint8Array([...mine.line, ...theirs.body]))).toBe('damagedParcel')
  const moved = new TextDecoder().decode(mine.line).replace('"n":0', '"n":1')
  expect(await brought(new Uint8Array([...new TextEncoder().encode(moved), ...mine.body]))).toBe('damagedParcel')
})

it('what was sealed before the browser cleared the store still counts, and the place on the card is the same', async () => {
  const id = await handsIn(p, who, 'Scellée avant la perte.')
  const made = await sealed(p, who)
  const before = { profile: who.id, deviceId: who.deviceId, colour: who.colour }
  // Three places, all taken: this one gives its own back.
  await signedIn(phone(), lina)
  await signedIn(phone(), lina)
  const again = await signIn({ ...phone(), before: () => before }, lina.card.token)
  if (again === 'offline' || 'problem' in again) throw new Error('not let in again')
  expect(again.id).toBe(who.id)
  expect(again.deviceId).not.toBe(who.deviceId)
  const [letter] = await itemsIn(p, made)
  expect(letter && (await brought(letter))).toMatchObject({ received: 1 })
  expect((await receipts()).map((one) => one.id)).toContain(id)
})

it('only the key that a device enrolled with speaks for it', async () => {
  const { noe } = served.ground.people
  const other = phone()
  const thief = await signedIn(other, noe)
  await handsIn(other, thief, 'Au nom de Lina.')
  const before = (await copies()).length
  const [letter] = await itemsIn(other, await sealed(other, { ...thief, deviceId: who.deviceId }))
  expect(letter && (await brought(letter))).toBe('unknownSigner')
  const [stranger] = await itemsIn(other, await sealed(other, { ...thief, deviceId: 'nobody' }))
  expect(stranger && (await brought(stranger))).toBe('unknownSigner')
  expect(await copies()).toHaveLength(before)
})

it('a device that left by itself is believed; one that was signed out from elsewhere is not, and its owner is told', async () => {
  const id = await handsIn(p, who, 'Avant de partir.')
  const made = await sealed(p, who)
  await p.http.signOut(who.id)
  const [letter] = await itemsIn(p, made)
  expect(letter && (await brought(letter))).toMatchObject({ received: 1 })
  const again = phone()
  const lost = await signedIn(again, lina)
  const second = await handsIn(again, lost, 'D’un téléphone volé.')
  const stolen = await sealed(again, lost)
  const { ground } = served
  await ground.push(lina, ground.hand({ kind: 'withdrawDevice', deviceId: lost.deviceId }))
  const [from] = await itemsIn(again, stolen)
  expect(from && (await brought(from))).toMatchObject({ received: 0, refused: 1 })
  expect(from && (await brought(from)), 'said again, kept once').toMatchObject({ refused: 1 })
  expect((await copies()).map((one) => one.id)).toEqual(expect.arrayContaining([id]))
  expect((await copies()).map((one) => one.id)).not.toContain(second)
  const told = ofKind(await ground.records(feeds.account(lina.id)), 'refusedWork').filter((one) => one.id === second)
  expect(told).toMatchObject([{ body: { reason: 'withdrawnDevice', mutation: { text: 'D’un téléphone volé.' } } }])
})

it('sealed to another school, it is not for this one', async () => {
  await handsIn(p, who, 'Ailleurs.')
  const known = await p.parcels.sealTo.get('school')
  if (!known) throw new Error('no key')
  await p.parcels.sealTo.put({ ...known, id: 'elsewhere' })
  const made = await sealed(p, who)
  expect(await carryParcels(p)).toBeNull()
  expect(await p.parcels.parcels.get(made.parcel.id)).toMatchObject({ state: 'stopped', problem: 'otherSchool' })
})

it('a file that ends too early gives what is whole: the text, and says that photos lack', async () => {
  const id = await handsIn(p, who, 'Coupée.', png(11))
  const made = await sealed(p, who)
  const file = new Uint8Array(await (await parcelFile(p.parcels, made.parcel)).arrayBuffer())
  expect(readParcelFile(file.slice(0, 900), 1)).toBeUndefined()
  expect(readParcelFile(new TextEncoder().encode('{"a":1}\nbonjour'), 1)).toBeUndefined()
  const cut = readParcelFile(file.slice(0, -50), 1)
  expect(cut).toMatchObject({ cut: true, items: [{ n: 0 }, { n: 1 }] })
  const other = phone()
  if (cut) await takeIn(other.parcels, cut)
  expect(await carryParcels(other)).toBeNull()
  const stopped = { state: 'stopped', problem: 'incomplete', received: 1 }
  expect(await other.parcels.parcels.get(made.parcel.id)).toMatchObject(stopped)
  expect((await copies()).map((one) => one.id)).toContain(id)
  expect(
    (await receipts()).map((one) => one.id),
    'no receipt without its photo',
  ).not.toContain(id)
  // The whole file comes after all.
  const whole = readParcelFile(file, 1)
  expect(whole && (await takeIn(other.parcels, whole))).toBe('new')
  expect(await carryParcels(other)).toBeNull()
  expect((await receipts()).map((one) => one.id)).toContain(id)
})

it('what waits for the school’s time, or for a line, is brought later', async () => {
  await handsIn(p, who, 'Patience.')
  const made = await sealed(p, who)
  const busy = { ...p, http: { parcel: () => Promise.resolve({ problem: 'busy', now: 1_000, retryAt: 31_000 }) } }
  const at = p.now()
  expect(await carryParcels(busy)).toBeGreaterThan(at + 30_000)
  expect(await carryParcels({ ...p, http: { parcel: () => Promise.reject(new Error('too early')) } })).toBeGreaterThan(
    at,
  )
  await p.parcels.parcels.update(made.parcel.id, { notBefore: 0 })
  expect(await carryParcels({ ...p, http: { parcel: () => Promise.resolve('offline' as const) } })).toBe('offline')
  expect(await p.parcels.parcels.get(made.parcel.id)).toMatchObject({ state: 'waiting' })
  expect(await carryParcels(p)).toBeNull()
})
