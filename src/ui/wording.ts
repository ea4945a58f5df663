import {
  formatBytes,
  formatDate,
  formatDay,
  formatGrade,
  formatMinutes,
  formatNumber,
  formatPlainDate,
  formatSeconds,
  formatShortDay,
  formatTime,
} from './format.ts'
import { useWords } from './words.ts'

/** The words and the ways of writing dates and numbers, in the language on screen. */
export function useWording() {
  const { t, te, locale } = useWords()
  return {
    t,
    te,
    locale,
    date: (at: number) => formatDate(at, locale.value),
    plainDate: (day: string) => formatPlainDate(day, locale.value),
    time: (at: number) => formatTime(at, locale.value),
    day: (at: number) => formatDay(at, locale.value),
    shortDay: (at: number) => formatShortDay(at, locale.value),
    minutes: (count: number) => formatMinutes(count, locale.value),
    seconds: (count: number) => formatSeconds(count, locale.value),
    bytes: (count: number) => formatBytes(count, locale.value),
    number: (value: number) => formatNumber(value, locale.value),
    grade: (grade: number, scale: number) => formatGrade(grade, scale, locale.value),
  }
}
