import { isStoreFailure } from '../db/failure.ts'
import { isFull } from '../device/storage.ts'
import type { Refused } from '../domain/decide.ts'

/**
 * This device could not keep something, and nothing was done: its store is full, or does not work (private windows, damaged disks). The words are with those of
 * the rule book in the locales, `refusal.<name>`, so that a page shows any answer of `perform` alike.
 */
export type Unkept = { refused: 'deviceFull' | 'deviceBroken' }

/** Why something was not done: the rule book says no, or this device cannot keep it. */
export type Undone = Refused | Unkept

/** Waits for a write of the device's store and says its failure as a value; bugs still throw. */
export async function kept<T>(write: () => Promise<T>): Promise<T | Unkept> {
  try {
    return await write()
  } catch (failure) {
    if (isFull(failure)) return { refused: 'deviceFull' }
    if (!isStoreFailure(failure)) throw failure
    console.warn('the store of this device does not work', failure)
    return { refused: 'deviceBroken' }
  }
}
