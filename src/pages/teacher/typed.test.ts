// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useTyped } from './typed.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function typing() {
  const held = ref('device')
  const kept: string[] = []
  const scope = effectScope()
  const typed = scope.run(() =>
    useTyped(
      () => held.value,
      (value) => Promise.resolve(void kept.push(value)),
    ),
  )
  if (!typed) throw new Error('no scope')
  return { held, kept, scope, ...typed }
}

describe('what is being typed', () => {
  it('shows at once and is kept once, at a pause', () => {
    const { value, type, kept } = typing()
    type('F')
    type('Fr')
    expect([value.value, kept]).toEqual(['Fr', []])
    vi.advanceTimersByTime(700)
    expect(kept).toEqual(['Fr'])
  })

  it('is not overwritten by what the device still holds', async () => {
    const { value, type, held, flush } = typing()
    type('mine')
    held.value = 'older'
    await nextTick()
    expect(value.value).toBe('mine')
    await flush()
    held.value = 'from another tab'
    await nextTick()
    expect(value.value).toBe('from another tab')
  })

  it('is kept when the page goes', () => {
    const { type, scope, kept } = typing()
    type('last words')
    scope.stop()
    expect(kept).toEqual(['last words'])
  })
})
