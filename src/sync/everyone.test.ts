import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { atOnce } from './atOnce.ts'
import { startBag } from '../../e2e/bag.ts'
import { asked, photo, satchel, type Satchel } from '../../e2e/satchel.ts'
import { mirror, threeFiles } from '../../e2e/mirror.ts'
import { makeLocks } from '../../e2e/storm/locks.ts'
import type { Sha256 } from '../domain/ids.ts'
import { carryDownAll, carryUpAll, speakAll, type Everyone } from './everyone.ts'
import type { Http } from './http.ts'

const { school } = mirror()
const handIn = () =>
  s.deed({
    kind: 'handIn',
    classId: 'c1',
    assignmentId: 'a1',
    text: '',
    photos: [photo('one')],
    paper: false,
    finishedAt: 1,
  })
let e: Everyone
let s: Satchel
const heard: string[] = []
let missing: readonly Sha256[] = []

beforeEach(async () => {
  const bag = startBag()
  s = await satchel('pupil', 'lina', 'Lina', ['pupil:lina', 'class:c1'], bag.profile('p1'))
  await s.tell(s.record('class:c1', 'assignment', 'a1', asked('Fractions')))
  const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  await bag.device.profiles.put({
    id: 'p1',
    account: 'lina',
    role: 'pupil',
    name: 'Lina',
    school: 'Collège',
    deviceId: 'd1',
    key,
    card: '',
    colour: 0,
    addedAt: 1,
    lastUsedAt: 1,
  })
  heard.length = 0
  const http: Http = {
    ...bag.http,
    missing(profile) {
      heard.push(`missing of ${profile}`)
      return Promise.resolve({ missing: [...missing] })
    },
    turn(profile) {
      heard.push(`turn of ${profile}`)
      return Promise.resolve('offline')
    },
    file(address) {
      heard.push(address)
      return Promise.resolve('offline')
    },
  }
  e = {
    ...bag,
    http,
    build: 'test',
    room: () => Promise.resolve(null),
    cost: () => 'plain',
    seldom: atOnce,
    first: () => 'p1',
    drop: () => Promise.resolve(),
    locks: makeLocks(),
  }
})

describe('photos that went up', () => {
  it('are worth a word at once: the school has the receipt of a copy whose last one came', async () => {
    await s.take(await handIn())
    missing = []
    expect(await carryUpAll(e)).toEqual({ next: 'quiet', freed: true })
    expect(await carryUpAll(e)).toEqual({ next: 'quiet', freed: false })
  })

  it('are not, while none could be sent', async () => {
    await s.take(await handIn())
    missing = photo('one').pieces
    expect((await carryUpAll(e)).freed).toBe(false)
  })
})

describe('a school that wants', () => {
  const PULSE = { name: 'heard', spread: 60, minBuild: '', paused: false, day: null } as const
  beforeEach(async () => {
    const { pack } = await school.publish(1, await threeFiles(school))
    await s.tell(s.record('class:c1', 'pack', 'k1', pack))
    await s.take(await handIn())
    missing = photo('one').pieces
  })
  const round = async () => {
    const { next } = await speakAll(e, false)
    await carryUpAll(e)
    await carryDownAll(e)
    return next
  }

  it('nothing of the kind hears words, and gets photos and packs carried', async () => {
    await e.device.pulse.put({ ...PULSE, at: e.now() })
    await round()
    expect(heard.slice(0, 2)).toEqual(['turn of p1', 'missing of p1'])
    expect(heard.length).toBeGreaterThan(2)
  })

  it('quiet is left alone, by what is heavy too', async () => {
    await e.device.pulse.put({ ...PULSE, paused: true, at: e.now() })
    expect(await round()).toHaveProperty('notBefore')
    expect(heard).toEqual([])
  })

  it('a newer build is left alone until there is one', async () => {
    await e.device.pulse.put({ ...PULSE, minBuild: `${e.build}, the next`, at: e.now() })
    expect(await round()).toBe('quiet')
    expect(heard).toEqual([])
  })
})
