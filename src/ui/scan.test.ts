// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchCodes } from './scan.ts'

const detect = vi.fn<() => Promise<{ rawValue: string }[]>>()

beforeEach(() => {
  vi.useFakeTimers()
  detect.mockReset()
  vi.stubGlobal(
    'BarcodeDetector',
    class {
      static getSupportedFormats = () => Promise.resolve(['qr_code'])
      detect = detect
    },
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('takes a frame that cannot be read for one without a code, and looks at the next in its turn', async () => {
  const video = document.createElement('video')
  Object.defineProperty(video, 'readyState', { value: video.HAVE_ENOUGH_DATA })
  detect.mockRejectedValueOnce(new DOMException('no frame', 'InvalidStateError'))
  detect.mockResolvedValue([{ rawValue: 'a card' }])
  const found = vi.fn()
  const stop = watchCodes(video, found)
  await vi.advanceTimersByTimeAsync(199)
  expect([detect.mock.calls.length, found.mock.calls]).toEqual([1, []])
  await vi.advanceTimersByTimeAsync(1)
  expect(found).toHaveBeenCalledExactlyOnceWith('a card')
  stop()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(detect).toHaveBeenCalledTimes(2)
})
