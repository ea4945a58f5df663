// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closeWhenIdle } from './idle.ts'
import { noteTouch } from './locked.ts'

const closed = vi.hoisted(() => vi.fn<(id: string) => Promise<void>>(() => Promise.resolve()))
vi.mock(import('./locked.ts'), async (original) => ({ ...(await original()), closeBag: closed }))

const MINUTE = 60_000
const touch = () => dispatchEvent(new Event('pointerdown'))
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  closed.mockClear()
  noteTouch()
  stop = closeWhenIdle('p1', 5)
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})
const settled = () => vi.waitFor(() => expect(closed).toHaveBeenCalledExactlyOnceWith('p1'))

it('closes once nobody touched the device for as long', async () => {
  vi.advanceTimersByTime(4 * MINUTE)
  touch()
  vi.advanceTimersByTime(4 * MINUTE)
  expect(closed).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2 * MINUTE)
  await settled()
})

it('a touch in another tab counts', () => {
  vi.advanceTimersByTime(4 * MINUTE)
  localStorage.setItem('touched', String(Date.now()))
  vi.advanceTimersByTime(4 * MINUTE)
  expect(closed).not.toHaveBeenCalled()
})

it('the first touch after a long sleep is not taken for its person’s', async () => {
  vi.setSystemTime(Date.now() + 60 * MINUTE)
  touch()
  await settled()
})

it('a clock that was set back closes it', async () => {
  vi.setSystemTime(Date.now() - 60 * MINUTE)
  document.dispatchEvent(new Event('visibilitychange'))
  await settled()
})

it('a tab that the browser brings back after hours is closed before it is touched', async () => {
  stop()
  localStorage.setItem('touched', String(Date.now() - 60 * MINUTE))
  stop = closeWhenIdle('p1', 5)
  await settled()
})

it('stopped, it closes nothing', () => {
  stop()
  vi.advanceTimersByTime(60 * MINUTE)
  expect(closed).not.toHaveBeenCalled()
})
