import type { DBCore, Middleware } from 'dexie'
import type { Storage } from '../../server/storage/storage.ts'
import type { Chance } from './chance.ts'

/** Something that is wrong on purpose, to see that a storm notices: on the server, or on every device. */
export type Flaw = {
  storage?: (storage: Storage, chance: Chance) => Storage
  store?: (chance: Chance) => Middleware<DBCore>
}

/** A server that does what it is asked and does not remember that it did. */
export const forgetsOutcomes: Flaw = {
  storage: (storage) => ({
    ...storage,
    write: (job) => storage.write((work) => job({ ...work, storeOutcome: () => Promise.resolve() })),
  }),
}

class Undone extends Error {}

/** A server that now and then says yes before its disk does, and then the disk does not. */
export const speaksTooSoon: Flaw = {
  storage: (storage, chance) => ({
    ...storage,
    async write<T>(job: Parameters<typeof storage.write<T>>[0]): Promise<T> {
      if (!chance.happens(0.1)) return storage.write(job)
      const told: T[] = []
      const undone = storage.write(async (work) => {
        told.push(await job(work))
        throw new Undone()
      })
      await undone.catch((failure: unknown) => {
        if (!(failure instanceof Undone)) throw failure
      })
      return told[0] ?? storage.write(job)
    },
  }),
}

/** A device whose cursors are kept, and whose records now and then are not. */
export const losesRecords: Flaw = {
  store: (chance) => ({
    stack: 'dbcore',
    name: 'loses records',
    create: (core) => ({
      ...core,
      table(name) {
        const table = core.table(name)
        if (name !== 'records') return table
        return {
          ...table,
          mutate(request) {
            if (request.type !== 'put' || !chance.happens(0.05)) return table.mutate(request)
            return Promise.resolve({ numFailures: 0, failures: {}, lastResult: undefined, results: [] })
          },
        }
      },
    }),
  }),
}
