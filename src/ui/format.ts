/** The languages of the interface. `en` follows British habits, so that dates keep their order. */
export type Locale = 'fr' | 'en'

const tags: Record<Locale, string> = { fr: 'fr-FR', en: 'en-GB' }
const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>()

function dates(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${locale}${JSON.stringify(options)}`
  const known = made.get(key)
  if (known instanceof Intl.DateTimeFormat) return known
  const fresh = new Intl.DateTimeFormat(tags[locale], options)
  made.set(key, fresh)
  return fresh
}

function numbers(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${locale}${JSON.stringify(options)}`
  const known = made.get(key)
  if (known instanceof Intl.NumberFormat) return known
  const fresh = new Intl.NumberFormat(tags[locale], options)
  made.set(key, fresh)
  return fresh
}

/** 06/04/2021 */
export function formatDate(at: number, locale: Locale): string {
  return dates(locale, { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at)
}

/** A day written YYYY-MM-DD, without any time zone, as 06/04/2021. */
export function formatPlainDate(day: string, locale: Locale): string {
  return dates(locale, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${day}T00:00:00Z`),
  )
}

/** 14 h 30, 9 h; in English 14:30. */
export function formatTime(at: number, locale: Locale): string {
  const date = new Date(at)
  const minutes = String(date.getMinutes()).padStart(2, '0')
  if (locale === 'en') return `${String(date.getHours()).padStart(2, '0')}:${minutes}`
  return minutes === '00' ? `${date.getHours()}\u00a0h` : `${date.getHours()}\u00a0h\u00a0${minutes}`
}

/** mardi 6 avril */
export function formatDay(at: number, locale: Locale): string {
  return dates(locale, { weekday: 'long', day: 'numeric', month: 'long' }).format(at)
}

/** mar. 6 avr. */
export function formatShortDay(at: number, locale: Locale): string {
  return dates(locale, { weekday: 'short', day: 'numeric', month: 'short' }).format(at)
}

/** How many calendar days lie from `now` to `at`: 0 today, 1 tomorrow, -1 yesterday. */
export function daysApart(at: number, now: number): number {
  const midnight = (moment: number) => new Date(moment).setHours(0, 0, 0, 0)
  return Math.round((midnight(at) - midnight(now)) / 86_400_000)
}

/** 1 h 15, 20 min. */
export function formatMinutes(minutes: number, locale: Locale): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return `${rest}\u00a0min`
  if (rest === 0) return `${hours}\u00a0h`
  return locale === 'fr'
    ? `${hours}\u00a0h\u00a0${String(rest).padStart(2, '0')}`
    : `${hours}\u00a0h\u00a0${rest}\u00a0min`
}

/** A short wait in words: 40 s, 3 min, 1 h 15. */
export function formatSeconds(seconds: number, locale: Locale): string {
  return seconds < 60 ? `${Math.max(1, Math.round(seconds))}\u00a0s` : formatMinutes(Math.round(seconds / 60), locale)
}

/** 1,2 Mo, 340 ko. */
export function formatBytes(bytes: number, locale: Locale): string {
  const unit = bytes < 1e6 ? 'kilobyte' : bytes < 1e9 ? 'megabyte' : 'gigabyte'
  const size = bytes / { kilobyte: 1e3, megabyte: 1e6, gigabyte: 1e9 }[unit]
  const digits = size < 10 && unit !== 'kilobyte' ? 1 : 0
  // A file of a few bytes still weighs something.
  return numbers(locale, { style: 'unit', unit, maximumFractionDigits: digits }).format(
    bytes === 0 ? 0 : Math.max(size, unit === 'kilobyte' ? 1 : 0.1),
  )
}

/** 14,5 */
export function formatNumber(value: number, locale: Locale): string {
  return numbers(locale, { maximumFractionDigits: 2 }).format(value)
}

/** 14,5/20 */
export function formatGrade(grade: number, scale: number, locale: Locale): string {
  return `${formatNumber(grade, locale)}/${formatNumber(scale, locale)}`
}
