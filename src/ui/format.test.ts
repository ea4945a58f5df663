import { describe, expect, it } from 'vitest'
import {
  daysApart,
  formatBytes,
  formatDate,
  formatDay,
  formatGrade,
  formatMinutes,
  formatPlainDate,
  formatSeconds,
  formatTime,
} from './format.ts'

/** Local time, since people read clocks on the wall. */
const at = (hours: number, minutes: number, day = 6) => new Date(2021, 3, day, hours, minutes).getTime()
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('dates and hours', () => {
  it('writes days as in France', () => {
    expect(formatDate(at(14, 30), 'fr')).toBe('06/04/2021')
    expect(formatDate(at(14, 30), 'en')).toBe('06/04/2021')
    expect(formatDay(at(14, 30), 'fr')).toBe('mardi 6 avril')
    expect(formatDay(at(14, 30), 'en')).toMatch(/^Tuesday,? 6 April$/)
  })

  it('writes hours as in France, without a break in the line', () => {
    expect(formatTime(at(14, 30), 'fr')).toBe('14\u00a0h\u00a030')
    expect(formatTime(at(10, 5), 'fr')).toBe('10\u00a0h\u00a005')
    expect(formatTime(at(9, 0), 'fr')).toBe('9\u00a0h')
    expect(formatTime(at(9, 0), 'en')).toBe('09:00')
  })

  it('keeps a plain day whatever the time zone', () => {
    expect(formatPlainDate('2021-04-06', 'fr')).toBe('06/04/2021')
  })

  it('counts days by the calendar, not by hours', () => {
    expect(daysApart(at(0, 5, 7), at(23, 55))).toBe(1)
    expect(daysApart(at(23, 59), at(0, 1))).toBe(0)
    expect(daysApart(at(23, 0, 5), at(1, 0))).toBe(-1)
    // The night when clocks change has 23 hours.
    expect(daysApart(new Date(2021, 2, 29, 0, 30).getTime(), new Date(2021, 2, 28, 0, 30).getTime())).toBe(1)
  })
})

describe('durations', () => {
  it.each([
    [5, '5 min', '5 min'],
    [60, '1 h', '1 h'],
    [75, '1 h 15', '1 h 15 min'],
    [125, '2 h 05', '2 h 5 min'],
  ])('%i minutes', (minutes, fr, en) => {
    expect(plain(formatMinutes(minutes, 'fr'))).toBe(fr)
    expect(plain(formatMinutes(minutes, 'en'))).toBe(en)
  })

  it('says short waits in seconds', () => {
    expect(plain(formatSeconds(0.2, 'fr'))).toBe('1 s')
    expect(plain(formatSeconds(42, 'fr'))).toBe('42 s')
    expect(plain(formatSeconds(200, 'fr'))).toBe('3 min')
  })
})

describe('sizes', () => {
  it.each([
    [0, '0 ko'],
    [12, '1 ko'],
    [340_000, '340 ko'],
    [1_234_567, '1,2 Mo'],
    [18_000_000, '18 Mo'],
    [2_500_000_000, '2,5 Go'],
  ])('%i bytes', (bytes, fr) => {
    expect(plain(formatBytes(bytes, 'fr'))).toBe(fr)
  })

  it('in English too', () => {
    expect(plain(formatBytes(1_234_567, 'en'))).toMatch(/^1\.2 ?MB$/)
  })
})

it('writes grades with a comma', () => {
  expect(formatGrade(14.5, 20, 'fr')).toBe('14,5/20')
  expect(formatGrade(14.5, 20, 'en')).toBe('14.5/20')
})
