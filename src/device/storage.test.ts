import { describe, expect, it } from 'vitest'
import { hasRoom, isFull, reserveOf } from './storage.ts'

const MB = 1024 * 1024

describe('room for packs', () => {
  it('keeps a reserve for work, smaller on a small store', () => {
    expect(reserveOf(10_000 * MB)).toBe(64 * MB)
    expect(reserveOf(100 * MB)).toBe(10 * MB)
  })

  it('stops packs before the reserve', () => {
    const room = { used: 80 * MB, quota: 100 * MB }
    expect(hasRoom(room, 10 * MB)).toBe(true)
    expect(hasRoom(room, 10 * MB + 1)).toBe(false)
  })

  it('lets the store itself decide where the browser does not tell', () => {
    expect(hasRoom(null, 1e12)).toBe(true)
  })
})

describe('a full store', () => {
  it('is known through wrappings', () => {
    const quota = Object.assign(new Error('no room'), { name: 'QuotaExceededError' })
    expect(isFull(quota)).toBe(true)
    expect(isFull(Object.assign(new Error('aborted'), { name: 'AbortError', inner: quota }))).toBe(true)
    expect(isFull(new Error('bulk', { cause: quota }))).toBe(true)
    expect(isFull(Object.assign(new Error('bulk'), { failures: [new Error('key'), quota] }))).toBe(true)
  })

  it('is not any other failure', () => {
    expect(isFull(new Error('QuotaExceededError'))).toBe(false)
    expect(isFull(undefined)).toBe(false)
    const round: { inner?: unknown } = {}
    round.inner = round
    expect(isFull(round)).toBe(false)
  })
})
