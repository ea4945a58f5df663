import * as v from 'valibot'
import { Id, Moment } from '../domain/ids.ts'

/**
 * Who was on this device, noted apart from its store: a browser that clears the store tells nobody, and an empty bag looks like a new one. `waiting`: how much the
 * school did not have at the last count, the oldest of it done at `since`; `drafts`: what was only here. The rest is what the next signing in takes up, so that
 * it costs no other place on the card. Nothing in it opens anything: a card is known here by the hash of a token of 128 random bits.
 */
export const Mark = v.object({
  ...{ profile: Id, account: Id, deviceId: Id, card: v.string() },
  ...{ name: v.string(), school: v.string(), colour: v.number() },
  ...{ waiting: v.number(), since: v.nullable(Moment), drafts: v.number() },
})
export type Mark = v.InferOutput<typeof Mark>

const Marks = v.fallback(v.pipe(v.string(), v.parseJson(), v.array(Mark)), [])
const NAME = 'marks'

/**
 * What survives what: when Chromium makes room it clears IndexedDB, the caches and the worker, and leaves localStorage, where marks are. Firefox and Safari clear
 * localStorage as well, and so does Safari after seven days without a visit, with every cookie that a script wrote: only one that the school set is still
 * there, and it says no more than that somebody was here. Who clears all the data of a site by hand leaves nothing, and knows it.
 */
export function readMarks(): Mark[] {
  return v.parse(Marks, localStorage.getItem(NAME) ?? '[]')
}

export function writeMarks(marks: readonly Mark[]): void {
  if (marks.length > 0) {
    localStorage.setItem(NAME, JSON.stringify(marks))
    return
  }
  localStorage.removeItem(NAME)
  document.cookie = 'cartable-was=; Max-Age=0; Path=/'
}

/** Someone leaves on purpose: nothing of theirs is missing any more. */
export function unmark(profile: Id): void {
  writeMarks(readMarks().filter((mark) => mark.profile !== profile))
}

/** The school's own note: somebody was signed in on this device. */
export function someoneWas(): boolean {
  return document.cookie.includes('cartable-was=here')
}
