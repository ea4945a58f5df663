import { openDatabases, type Databases } from '../db/open.ts'

let opened: ReturnType<typeof openDatabases> | undefined

/** The databases of this device, as the worker sees them. A newer build need not wait for the worker: nothing is being written there. */
export function databases(): Databases {
  return (opened ??= openDatabases({ outdated: () => Promise.resolve(false) }))
}

/** Asks the store for an answer; undefined when it cannot be read. Browsers close databases under a worker: the next request opens them again. */
export async function fromStore<T>(ask: (store: Databases) => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await ask(databases())
  } catch (failure) {
    console.warn('the store of this device cannot be read', failure)
    opened?.close()
    opened = undefined
    return undefined
  }
}
