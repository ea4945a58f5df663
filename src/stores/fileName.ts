import type { Moment } from '../domain/ids.ts'

/** What a file of somebody's work is called, in words that any device takes as a file's name. */
export function fileName(person: string | undefined, at: Moment, ending: string): string {
  const who = (person ?? '').replace(/[^\p{L}\p{N} '’-]/gu, '').trim()
  // Swedish writes a moment as ISO does, but by the clock on the wall.
  const when = new Date(at).toLocaleString('sv').slice(0, 16).replace(':', 'h')
  return `${['Cartable', who, when].filter(Boolean).join(' - ')}.${ending}`
}
