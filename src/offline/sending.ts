import type { Databases } from '../db/open.ts'
import { atOnce } from '../sync/atOnce.ts'
import { carryUpAll, deedsWait, speakAll, type Everyone } from '../sync/everyone.ts'
import { createHttp } from '../sync/http.ts'

/**
 * What the worker does when the browser wakes it: what people did leaves, with its files, for every profile of this device. Packs wait for a page.
 * Throws while something still waits, so that the browser wakes the worker again; the queue itself is in the store.
 */
export async function sendWaiting(e: Everyone): Promise<void> {
  if (!(await deedsWait(e))) return
  const { heard } = await speakAll(e, false)
  if (heard !== 'nobody' && (await carryUpAll(e)).freed) await speakAll(e, false)
  if (await deedsWait(e)) throw new Error('something still waits to be sent')
}

/** The worker's own way to the school. */
export function everyoneOf(store: Databases, { origin, locks }: { origin: string; locks: LockManager }): Everyone {
  return {
    ...store,
    http: createHttp({ origin, build: __BUILD__ }),
    now: () => Date.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    room: () => Promise.resolve(null),
    cost: () => 'dear',
    seldom: atOnce,
    build: __BUILD__,
    first: () => null,
    locks,
  }
}
