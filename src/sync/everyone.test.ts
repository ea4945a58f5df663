import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { startBag } from '../../e2e/bag.ts'
import { asked, photo, satchel, type Satchel } from '../../e2e/satchel.ts'
import { makeLocks } from '../../e2e/storm/locks.ts'
import type { Sha256 } from '../domain/ids.ts'
import { carryUpAll, type Everyone } from './everyone.ts'

let e: Everyone
let s: Satchel
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
  const http = { ...bag.http, missing: () => Promise.resolve({ missing: [...missing] }) }
  e = {
    ...bag,
    http,
    build: 'test',
    room: () => Promise.resolve(null),
    cost: () => 'plain',
    first: () => 'p1',
    drop: () => Promise.resolve(),
    locks: makeLocks(),
  }
})

describe('photos that went up', () => {
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
