import { Dexie } from 'dexie'

/** Whether a failure is the device's store's own (full, closed under us, damaged) rather than a bug of ours. */
export function isStoreFailure(failure: unknown): boolean {
  return failure instanceof Dexie.DexieError || failure instanceof DOMException
}
