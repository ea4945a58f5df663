import { Dexie } from 'dexie'

/** Whether a failure is the device's store's own (full, closed under us, damaged) rather than a bug of ours. */
export function isStoreFailure(failure: unknown): boolean {
  return failure instanceof Dexie.DexieError || failure instanceof DOMException
}

/** What the browser said when it would not open a store, where Dexie says no more than that it is closed; else the failure itself. */
export function openingFailure(failure: unknown): unknown {
  return failure instanceof Dexie.DatabaseClosedError && failure.inner instanceof Error ? failure.inner : failure
}

/** Whether this browser has a store at all: some that hide their person have none. Dexie then answers no live question, and does not say so. */
export function hasStore(): boolean {
  return globalThis.indexedDB instanceof Object
}
