// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startBag } from '../../e2e/bag.ts'
import { makeKey } from '../device/keys.ts'
import { closeBag, closeOthers, isLocked } from './locked.ts'
import { removeLock, setClosesAfter, setLock, tryCode } from './locks.ts'

const ROUNDS = 10
const CODE = ['2', '5', '8', '0']
const WRONG = ['2', '5', '8', '1']
let bag: ReturnType<typeof startBag>

async function profile() {
  const found = await bag.device.profiles.get('p1')
  if (!found) throw new Error('she is here')
  return found
}

afterEach(() => void vi.restoreAllMocks())

beforeEach(async () => {
  sessionStorage.clear()
  bag = startBag()
  const one = { id: 'p1', account: 'a1', role: 'pupil', name: 'Lina', school: 'École', deviceId: 'd1' } as const
  await bag.device.profiles.add({
    ...{ ...one, key: await makeKey(), card: 'c1', colour: 0, addedAt: 1, lastUsedAt: 1 },
  })
  expect(await setLock('p1', { kind: 'digits', code: CODE, closesAfter: 5 }, ROUNDS)).toBe('done')
})

it('stays open in the tab where the code was chosen, until it is closed', async () => {
  expect(isLocked(await profile())).toBe(false)
  await closeBag('p1')
  expect(isLocked(await profile())).toBe(true)
})

it('is closed once somebody else’s page, or nobody’s, is on screen', async () => {
  closeOthers('p1')
  expect(isLocked(await profile())).toBe(false)
  const { turn } = (await profile()).lock ?? {}
  closeOthers(null)
  expect(isLocked(await profile())).toBe(true)
  await vi.waitFor(async () => expect((await profile()).lock?.turn).not.toBe(turn))
})

it('is closed in a tab that the browser brings back after hours, before anything of it is made', async () => {
  const mark = sessionStorage.getItem('opened')
  vi.resetModules()
  const asBefore = await import('./locked.ts')
  expect(asBefore.isLocked(await profile())).toBe(false)
  localStorage.setItem('touched', String(Date.now() - 3 * 3_600_000))
  vi.resetModules()
  const later = await import('./locked.ts')
  expect(sessionStorage.getItem('opened')).toBe(mark)
  expect(later.isLocked(await profile())).toBe(true)
})

it('opens with its code and no other, and keeps neither the code nor a hash without salt', async () => {
  await closeBag('p1')
  expect(await tryCode('p1', WRONG)).toEqual({ left: 2 })
  expect(isLocked(await profile())).toBe(true)
  expect(await tryCode('p1', CODE)).toBe('open')
  expect(isLocked(await profile())).toBe(false)
  const { lock } = await profile()
  expect(lock?.failures).toBe(0)
  const first = new Uint8Array(lock?.hash ?? new ArrayBuffer(0))
  await setLock('p1', { kind: 'digits', code: CODE, closesAfter: 5 }, ROUNDS)
  expect(new Uint8Array((await profile()).lock?.hash ?? new ArrayBuffer(0))).not.toEqual(first)
})

it('after three wrong codes not even the right one opens it, however they are tried', async () => {
  await closeBag('p1')
  const all = await Promise.all([WRONG, WRONG, WRONG, WRONG].map((code) => tryCode('p1', code)))
  expect(all.map((one) => (one === 'open' ? one : one.left)).sort()).toEqual([0, 0, 1, 2])
  expect(await tryCode('p1', CODE)).toEqual({ left: 0 })
  expect(isLocked(await profile())).toBe(true)
})

it('keeps the code when it is told to close later, and takes it away', async () => {
  await setClosesAfter('p1', 15)
  expect((await profile()).lock).toMatchObject({ closesAfter: 15, kind: 'digits' })
  await closeBag('p1')
  expect(await tryCode('p1', CODE)).toBe('open')
  await removeLock('p1')
  expect(await profile()).not.toHaveProperty('lock')
  expect(isLocked(await profile())).toBe(false)
})

it('closes nothing that has no code', async () => {
  await removeLock('p1')
  const before = await profile()
  await closeBag('p1')
  await closeBag('nobody')
  expect(await profile()).toEqual(before)
})

describe('on a device that is full', () => {
  const fill = () => {
    const full = () => Dexie.Promise.reject(new DOMException('no room', 'QuotaExceededError'))
    vi.spyOn(bag.device.profiles, 'update').mockImplementation(full)
    vi.spyOn(bag.device.profiles, 'put').mockImplementation(full)
  }

  it('is closed in this tab, and opens with its code, but not for whoever goes on guessing', async () => {
    fill()
    await closeBag('p1')
    expect(isLocked(await profile())).toBe(true)
    expect(await tryCode('p1', WRONG)).toEqual({ left: 2 })
    expect(await tryCode('p1', CODE)).toBe('open')
    expect(isLocked(await profile())).toBe(false)
    await closeBag('p1')
    for (const left of [2, 1, 0]) expect(await tryCode('p1', WRONG)).toEqual({ left })
    expect(await tryCode('p1', CODE)).toEqual({ left: 0 })
    vi.restoreAllMocks()
    await setLock('p1', { kind: 'digits', code: CODE, closesAfter: 5 }, ROUNDS)
    fill()
    expect(await tryCode('p1', WRONG)).toEqual({ left: 2 })
  })

  it('says that nothing of the code could be changed', async () => {
    fill()
    const full = { refused: 'deviceFull' }
    expect(await setClosesAfter('p1', 15)).toEqual(full)
    expect(await removeLock('p1')).toEqual(full)
    expect(await setLock('p1', { kind: 'digits', code: WRONG, closesAfter: 5 }, ROUNDS)).toEqual(full)
    expect((await profile()).lock).toMatchObject({ closesAfter: 5 })
  })
})
