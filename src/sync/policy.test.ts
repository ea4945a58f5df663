import { describe, expect, it } from 'vitest'
import { byItself, deeper, FULL_BY_ITSELF, reaches, shallower } from './policy.ts'

const free = { wifiOnly: false, dataSaver: false }
const pack = { fullBytes: 1_000_000 }

describe('what comes without being asked for', () => {
  it('is the essential for those who carry lessons, everything on a good network', () => {
    expect(byItself('pupil', pack, null, 'plain', free)).toBe('essential')
    expect(byItself('guardian', pack, null, 'good', free)).toBe('full')
    expect(byItself('anyone', pack, null, 'good', free)).toBe('essential')
  })

  it('is never a very heavy pack in full', () => {
    expect(byItself('pupil', { fullBytes: FULL_BY_ITSELF + 1 }, null, 'good', free)).toBe('essential')
  })

  it('is nothing for a teacher, unless asked for once', () => {
    expect(byItself('teacher', pack, null, 'good', free)).toBeNull()
    expect(byItself('teacher', pack, 'full', 'plain', free)).toBe('full')
  })

  it('keeps to what was asked of a pack before', () => {
    expect(byItself('pupil', pack, 'full', 'plain', free)).toBe('full')
  })

  it('spares a dear network, wholly where Wi-Fi only was chosen', () => {
    expect(byItself('pupil', pack, 'full', 'dear', free)).toBe('text')
    expect(byItself('pupil', pack, 'full', 'dear', { wifiOnly: true, dataSaver: false })).toBeNull()
    expect(byItself('pupil', pack, null, 'good', { wifiOnly: true, dataSaver: false })).toBe('full')
    expect(byItself('pupil', pack, null, 'good', { wifiOnly: false, dataSaver: true })).toBe('text')
  })
})

it('orders depths', () => {
  expect(reaches('essential', 'text')).toBe(true)
  expect(reaches('text', 'essential')).toBe(false)
  expect(reaches(null, 'text')).toBe(false)
  expect(shallower('full', 'essential')).toBe('essential')
  expect(deeper('text', 'essential')).toBe('essential')
})
