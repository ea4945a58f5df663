import { effectScope, type EffectScope } from 'vue'
import { DeviceDb } from '../src/db/device.ts'
import { FilesDb } from '../src/db/files.ts'
import { ParcelsDb } from '../src/db/parcels.ts'
import { ProfileDb } from '../src/db/profile.ts'
import type { Id } from '../src/domain/ids.ts'
import type { Role } from '../src/domain/people.ts'
import { feeds } from '../src/domain/records.ts'
import { startEngine, type Engine } from '../src/stores/engine.ts'
import { enterProfile } from '../src/stores/profiles.ts'
import { createHttp } from '../src/sync/http.ts'

let bags = 0

// Browsers have it, Node does not: what a store reports fails the test that is running.
if (!('reportError' in globalThis))
  Object.assign(globalThis, {
    reportError: (failure: unknown) =>
      queueMicrotask(() => {
        throw failure
      }),
  })

/** The stores' engine for a test, in databases of its own, without a network. `woken`: why the schedule was woken, in order. */
export function startBag(): Engine & { woken: string[] } {
  const bag = `bag-${bags++}`
  const profiles = new Map<Id, ProfileDb>()
  const woken: string[] = []
  let now = Date.UTC(2021, 3, 6, 8)
  const engine = {
    device: new DeviceDb(`${bag}-device`),
    files: new FilesDb(`${bag}-files`),
    parcels: new ParcelsDb(`${bag}-parcels`),
    profile: (id: Id) => {
      const db = profiles.get(id) ?? new ProfileDb(`${bag}-${id}`)
      profiles.set(id, db)
      return db
    },
    drop: async (id: Id) => {
      await profiles.get(id)?.delete()
      profiles.delete(id)
    },
    reopen: () => Promise.resolve(),
    label: 'Chrome, Linux',
    keepPages: () => undefined,
    http: createHttp({
      origin: 'http://localhost',
      build: 'test',
      fetch: () => Promise.reject(new TypeError('no network')),
    }),
    now: () => (now += 1000),
    random: (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)),
    wake: (why: string) => void woken.push(why),
    woken,
  }
  startEngine(engine)
  return engine
}

/** Signs a person in on the bag and shows their pages. A teacher teaches class `c1`; everyone reads it. */
export async function enter(engine: Engine, role: Role, id = 'p1'): Promise<ProfileDb> {
  const db = engine.profile(id)
  const readable = [feeds.class('c1'), ...(role === 'teacher' ? [feeds.desk('c1')] : [])]
  await db.meta.put({
    name: 'state',
    account: `a-${id}`,
    role,
    person: 'Mme Lopez',
    deviceId: 'd1',
    n: 0,
    epoch: null,
    offset: 0,
    freshAt: null,
    busyUntil: null,
    signedOut: false,
    grants: readable,
  })
  enterProfile(id)
  return db
}

/** Uses stores as a page does; `leave` is the page closing. */
export function onPage<T>(setup: () => T): T & { leave: () => void } {
  const scope: EffectScope = effectScope(true)
  const used = scope.run(setup)
  if (used === undefined) throw new Error('nothing was used')
  return { ...used, leave: () => scope.stop() }
}
