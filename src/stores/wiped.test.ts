// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { enter, onPage, startBag } from '../../e2e/bag.ts'
import { readMarks, someoneWas } from '../device/marks.ts'
import { watch } from 'vue'
import type { Engine } from './engine.ts'
import { noteMarks } from './marks.ts'
import { enterProfile } from './profiles.ts'
import { useWiped } from './wiped.ts'

const KEY = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
const WAS = 'cartable-was=here; Path=/'
let leave = (): void => undefined

beforeEach(() => {
  localStorage.clear()
  document.cookie = 'cartable-was=; Max-Age=0; Path=/'
})
afterEach(() => {
  leave()
  enterProfile(null)
})

async function come(engine: Engine, id: string, name: string): Promise<void> {
  const who = { account: `a-${id}`, role: 'pupil', school: 'École', deviceId: `d-${id}`, card: `c-${id}` } as const
  await engine.device.profiles.put({ id, name, ...who, key: KEY, colour: 2, addedAt: 1, lastUsedAt: 1 })
}

const page = () => {
  const used = onPage(() => useWiped())
  leave = used.leave
  return used
}

it('knows who was here, what had not left and since when, and that nobody is missing', async () => {
  const bag = startBag()
  await come(bag, 'p1', 'Inès')
  const db = await enter(bag, 'pupil')
  await db.drafts.put({ key: 'copy', value: 'Un', updatedAt: 1 })
  await db.outbox.add({
    ...{ id: 'm1', n: 1, state: 'waiting', reason: null, writes: [], committedAt: 77, changedAt: 77 },
    mutation: { kind: 'withdrawDevice', id: 'm1', n: 1, at: 77, deviceId: 'd2' },
  })
  await noteMarks()
  const mark = {
    profile: 'p1',
    account: 'a-p1',
    deviceId: 'd-p1',
    card: 'c-p1',
    name: 'Inès',
    school: 'École',
    colour: 2,
  }
  expect(readMarks()).toEqual([{ ...mark, waiting: 1, since: 77, drafts: 1 }])
  const { wiped } = page()
  await bag.device.profiles.clear()
  await vi.waitFor(() => expect(wiped.value).toMatchObject([{ name: 'Inès' }]))
  await come(bag, 'p1', 'Inès')
  await vi.waitFor(() => expect(wiped.value).toBeUndefined())
})

it('says who is missing from a store that was cleared, until they are here again or it was read', async () => {
  const before = startBag()
  await come(before, 'p1', 'Inès')
  await come(before, 'p2', 'Adam')
  await noteMarks()
  const bag = startBag()
  const { wiped, forget } = page()
  await vi.waitFor(() => expect(wiped.value).toMatchObject([{ name: 'Inès' }, { name: 'Adam' }]))
  await come(bag, 'p1', 'Inès')
  await noteMarks()
  await vi.waitFor(() => expect(wiped.value).toMatchObject([{ name: 'Adam' }]))
  forget()
  expect(wiped.value).toBeUndefined()
  expect(readMarks()).toMatchObject([{ name: 'Inès' }])
})

it('of a device on which even the notes were cleared, only that somebody was there', async () => {
  document.cookie = WAS
  startBag()
  const { wiped, forget } = page()
  await vi.waitFor(() => expect(wiped.value).toBe('unknown'))
  forget()
  expect([wiped.value, someoneWas()]).toEqual([undefined, false])
})

it('nothing while a first card is being signed in', async () => {
  document.cookie = WAS
  const bag = startBag()
  await bag.device.enrolling.add({ card: 'c', profile: 'p', deviceId: 'd', key: KEY })
  const seen: unknown[] = []
  const { wiped } = page()
  watch(wiped, (now) => seen.push(now), { flush: 'sync' })
  await bag.device.enrolling.update('c', { deviceId: 'other' })
  await bag.device.enrolling.clear()
  await vi.waitFor(() => expect(wiped.value).toBe('unknown'))
  expect(seen).toEqual(['unknown'])
})

it('reads nothing into notes that are none of ours', () => {
  localStorage.setItem('marks', '[{"name":3}]')
  expect(readMarks()).toEqual([])
  localStorage.setItem('marks', 'x')
  expect(readMarks()).toEqual([])
})

it('of whoever cannot be read just now, what was known stays noted', async () => {
  const bag = startBag()
  await come(bag, 'p1', 'Inès')
  await bag.profile('p1').drafts.put({ key: 'copy', value: 'Un', updatedAt: 1 })
  await noteMarks()
  const before = readMarks()
  expect(before).toMatchObject([{ name: 'Inès', drafts: 1 }])
  bag.profile('p1').close()
  await noteMarks()
  expect(readMarks()).toEqual(before)
})
