/** The device's store as the browser tells it, in bytes. Browsers blur it on purpose: good enough for a meter and a guard, not for accounts. */
export type Room = { used: number; quota: number }

/** Kept free for work: packs stop before it. At most a tenth of a small store, so that small phones still get lessons. */
const RESERVE = 64 * 1024 * 1024

export function reserveOf(quota: number): number {
  return Math.min(RESERVE, Math.floor(quota / 10))
}

/** Whether a pack's bytes may come in without eating what is kept for work. Unknown room says yes: the store itself will say no. */
export function hasRoom(room: Room | null, bytes: number): boolean {
  return room === null || room.used + bytes <= room.quota - reserveOf(room.quota)
}

/** Null where the browser does not tell. */
export async function measureRoom(): Promise<Room | null> {
  if (!('storage' in navigator) || !('estimate' in navigator.storage)) return null
  const { usage, quota } = await navigator.storage.estimate()
  return usage === undefined || quota === undefined || quota === 0 ? null : { used: usage, quota }
}

/** Wrappings that are looked into: one that holds itself must end. */
const DEEPEST = 1000

/** Whether a write failed because the store is full; Dexie and the browser wrap that in several ways, and once for each of many rows. */
export function isFull(failure: unknown): boolean {
  const wrapped: unknown[] = [failure]
  // What is found inside is looked at too.
  for (const at of wrapped) {
    if (!(at instanceof Object) || wrapped.length > DEEPEST) continue
    if ('name' in at && at.name === 'QuotaExceededError') return true
    if ('inner' in at) wrapped.push(at.inner)
    if ('cause' in at) wrapped.push(at.cause)
    if ('failures' in at && at.failures instanceof Array) for (const one of at.failures) wrapped.push(one)
  }
  return false
}
