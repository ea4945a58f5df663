import type { DBCore, Middleware } from 'dexie'
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import type { Storage } from '../../server/storage/storage.ts'
import type { Chance } from './chance.ts'
import type { Sent } from './wire.ts'

/** Something that is wrong on purpose, to see that a storm notices: on the server, or on every device. */
export type Flaw = {
  /** What becomes of a request on its way. */
  between?: () => (sent: Sent) => Sent
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

/** A device that now and then does not keep what it is given for one of its tables, and says that it did. */
function losing(name: string, chance: Chance): Middleware<DBCore> {
  return {
    stack: 'dbcore',
    name: `loses ${name}`,
    create: (core) => ({
      ...core,
      table(asked) {
        const table = core.table(asked)
        if (asked !== name) return table
        return {
          ...table,
          mutate(request) {
            const keeps = request.type !== 'put' && request.type !== 'add'
            if (keeps || !chance.happens(0.05)) return table.mutate(request)
            return Promise.resolve({ numFailures: 0, failures: {}, lastResult: undefined, results: [] })
          },
        }
      },
    }),
  }
}

/** A device whose cursors are kept, and whose records now and then are not. */
export const losesRecords: Flaw = { store: (chance) => losing('records', chance) }

/** A device that says "Enregistré" before it is. */
export const confirmsTooSoon: Flaw = { store: (chance) => losing('outbox', chance) }

/** A device that gives what it sends again another id. */
export const retriesAnew: Flaw = {
  between: () => {
    const sentBefore = new Set<string>()
    const renamed = (id: string) => {
      if (!sentBefore.has(id)) {
        sentBefore.add(id)
        return id
      }
      const other = createHash('sha256').update(`${id} ${sentBefore.size}`).digest('hex')
      sentBefore.add(other)
      return `${id.slice(0, 24)}${other.slice(0, 12)}`
    }
    return (sent) => {
      if (!sent.path.endsWith('/push')) return sent
      const turn = v.parse(v.looseObject({ mutations: v.array(v.looseObject({ id: v.string() })) }), bodyOf(sent))
      const mutations = turn.mutations.map((made) => ({ ...made, id: renamed(made.id) }))
      return { ...sent, body: new TextEncoder().encode(JSON.stringify({ ...turn, mutations })) }
    }
  },
}

function bodyOf({ body }: Sent): unknown {
  return JSON.parse(new TextDecoder().decode(body))
}
