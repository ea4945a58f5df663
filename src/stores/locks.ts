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
  uncounted.delete(id)
  noteOpened(id, lock.turn)
  return 'done'
}

export async function setClosesAfter(id: Id, closesAfter: ClosesAfter): Promise<'done' | Unkept> {
  const changed = await kept(() => changeLock(id, (lock) => ({ ...lock, closesAfter })))
  return changed && 'refused' in changed ? changed : 'done'
}

export async function removeLock(id: Id): Promise<'done' | Unkept> {
  const { device } = engine()
  const done = await kept(() =>
    device.transaction('rw', device.profiles, async () => {
      const profile = await device.profiles.get(id)
      if (!profile) return
      const { lock, ...rest } = profile
      if (lock) await device.profiles.put(rest)
    }),
  )
  return done ?? 'done'
}

/** What became of a code: it opens the bag, or so many tries are left. */
export type Tried = 'open' | { left: number }

/**
 * Opens a bag with its code, in this tab; or says how many tries are left. A try is counted before it is looked at, so that neither another tab nor a reload gives
 * more of them.
 */
export async function tryCode(id: Id, code: readonly string[]): Promise<Tried> {
  const counted = await countTry(id)
  if (!counted) return 'open'
  if (counted.failures > TRIES) return { left: 0 }
  const hash = await hashCode(code, counted.salt, counted.rounds)
  if (!sameBytes(hash, counted.hash)) return { left: TRIES - counted.failures }
  uncounted.delete(id)
  const lock = await kept(() => changeLock(id, (now) => ({ ...now, failures: 0 })))
  if (lock) noteOpened(id, 'refused' in lock ? counted.turn : lock.turn)
  return 'open'
}

/** Wrong codes that this device was too full to note. */
const uncounted = new Map<Id, number>()

/** A full device keeps nobody from what is theirs: a try that cannot be noted counts in this tab alone. */
async function countTry(id: Id): Promise<Lock | undefined> {
  const counted = await kept(() => changeLock(id, (lock) => ({ ...lock, failures: next(lock.failures) })))
  if (!counted || !('refused' in counted)) return counted
  const lock = (await engine().device.profiles.get(id))?.lock
  if (!lock) return undefined
  const failures = next(Math.max(lock.failures, uncounted.get(id) ?? 0))
  uncounted.set(id, failures)
  return { ...lock, failures }
}

const next = (failures: number) => Math.min(TRIES + 1, failures + 1)

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
