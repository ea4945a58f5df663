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

/** Whether a write failed because the store is full; Dexie and the browser wrap that in several ways. */
export function isFull(failure: unknown): boolean {
  for (let at = failure, depth = 0; at instanceof Object && depth < 5; depth++) {
    if ('name' in at && at.name === 'QuotaExceededError') return true
    at = 'inner' in at ? at.inner : 'cause' in at ? at.cause : undefined
  }
  return false
}
