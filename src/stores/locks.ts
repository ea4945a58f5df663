import type { Lock } from '../db/device.ts'
import { hashCode, ROUNDS } from '../device/code.ts'
import type { Id } from '../domain/ids.ts'
import { TRIES, type ClosesAfter, type LockKind } from '../domain/lock.ts'
import { engine } from './engine.ts'
import { kept, type Unkept } from './keeping.ts'
import { noteOpened } from './locked.ts'

/** Chooses a code, which closes the bag from now on whenever its person leaves it; it stays open in this tab. `rounds` are for tests. */
export async function setLock(
  id: Id,
  { kind, code, closesAfter }: { kind: LockKind; code: readonly string[]; closesAfter: ClosesAfter },
  rounds = ROUNDS,
): Promise<'done' | Unkept> {
  const { device, random } = engine()
  const salt = new Uint8Array(random(16))
  const hash = await hashCode(code, salt, rounds)
  const lock: Lock = { kind, salt, rounds, hash, failures: 0, turn: random(8).join('.'), closesAfter }
  const done = await kept(() => device.profiles.update(id, { lock }))
  if (typeof done === 'object') return done
  noteOpened(id, lock.turn)
  return 'done'
}

export async function setClosesAfter(id: Id, closesAfter: ClosesAfter): Promise<void> {
  await changeLock(id, (lock) => ({ ...lock, closesAfter }))
}

export async function removeLock(id: Id): Promise<void> {
  const { device } = engine()
  await device.transaction('rw', device.profiles, async () => {
    const profile = await device.profiles.get(id)
    if (!profile) return
    const { lock, ...rest } = profile
    if (lock) await device.profiles.put(rest)
  })
}

/**
 * Opens a bag with its code, in this tab; or says how many tries are left. A try is counted before it is looked at, so that neither another tab nor a reload gives
 * more of them.
 */
export async function tryCode(id: Id, code: readonly string[]): Promise<'open' | { left: number }> {
  const counted = await changeLock(id, (lock) => ({ ...lock, failures: Math.min(TRIES + 1, lock.failures + 1) }))
  if (!counted) return 'open'
  if (counted.failures > TRIES) return { left: 0 }
  const hash = await hashCode(code, counted.salt, counted.rounds)
  if (!sameBytes(hash, counted.hash)) return { left: TRIES - counted.failures }
  const lock = await changeLock(id, (now) => ({ ...now, failures: 0 }))
  if (lock) noteOpened(id, lock.turn)
  return 'open'
}

/** What a lock became; undefined where there is none. */
async function changeLock(id: Id, change: (lock: Lock) => Lock): Promise<Lock | undefined> {
  const { device } = engine()
  return device.transaction('rw', device.profiles, async () => {
    const before = (await device.profiles.get(id))?.lock
    if (!before) return undefined
    const lock = change(before)
    await device.profiles.update(id, { lock })
    return lock
  })
}

function sameBytes(a: ArrayBuffer, b: ArrayBuffer): boolean {
  const [one, other] = [new Uint8Array(a), new Uint8Array(b)]
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
