import type { DexieOptions } from 'dexie'
import { IDBFactory, IDBKeyRange, IDBTransaction } from 'fake-indexeddb'
import { expect } from 'vitest'
import { openDatabases, type Databases } from '../src/db/open.ts'
import { kept, type Unkept } from '../src/stores/keeping.ts'

/** How a store fails: no room, which only what writes can meet, or anything else, which every step may. */
export const FAULTS = ['QuotaExceededError', 'UnknownError'] as const
export type Fault = (typeof FAULTS)[number]

/** What each is called in words. */
export const SAYS: Record<Fault, Unkept['refused']> = { QuotaExceededError: 'deviceFull', UnknownError: 'deviceBroken' }

/** The steps of the store of this process: which one is to fail, how, and how many there were since that was said. */
const steps = { count: 0, fails: 0, fault: FAULTS[0] as Fault }

function fails(transaction: IDBTransaction): boolean {
  if (transaction.mode === 'versionchange') return false
  if (transaction.mode === 'readonly' && steps.fault === 'QuotaExceededError') return false
  steps.count += 1
  return steps.count === steps.fails
}

/** What the store keeps to itself, by its name. */
const insideOf =
  (thing: object) =>
  (name: string): unknown =>
    Reflect.get(thing, name)

type Request = { source?: unknown; operation: () => unknown }

/**
 * Every request fails as a real one does, by an error that takes its transaction with it unless whoever asked has an answer to it; and so does
 * committing, which is where browsers say most of all that there is no room. The names are those of the store that tests run on.
 */
function breakable(): void {
  const store = IDBTransaction.prototype
  const [ask, finish, abort]: unknown[] = ['_execRequestAsync', '_markFinished', '_abort'].map(insideOf(store))
  if (!(ask instanceof Function && finish instanceof Function && abort instanceof Function))
    throw new Error('the store works otherwise now')
  Reflect.set(store, '_execRequestAsync', function (this: IDBTransaction, request: Request) {
    const operation = () => {
      if (fails(this)) throw new DOMException('on purpose', steps.fault)
      return request.operation()
    }
    const asked: unknown = ask.call(this, request.source ? { ...request, operation } : request)
    return asked
  })
  const aborted = new WeakSet<IDBTransaction>()
  Reflect.set(store, '_abort', function (this: IDBTransaction, name: string | null) {
    aborted.add(this)
    abort.call(this, name)
  })
  Reflect.set(store, '_markFinished', function (this: IDBTransaction) {
    const commits = this.mode === 'readwrite' && !aborted.has(this)
    if (commits && fails(this)) {
      aborted.add(this)
      abort.call(this, steps.fault)
    } else finish.call(this)
  })
}
breakable()

/** A device whose store outlives its browser. `open`: the browser starts, with nothing in memory; every earlier one is gone. */
export function makeDevice(): { open: () => Databases } {
  const options: DexieOptions = { indexedDB: new IDBFactory(), IDBKeyRange }
  let running: { close: () => void } | undefined
  return {
    open() {
      running?.close()
      const databases = openDatabases({ outdated: () => Promise.resolve(false) }, options)
      running = databases
      return databases
    },
  }
}

/** How something ended that the store may not have kept; what the rule book refuses is a mistake of the trial. */
export async function endOf(write: () => Promise<unknown>): Promise<'done' | Unkept['refused']> {
  const ended = await kept(write)
  if (typeof ended !== 'object' || ended === null || !('refused' in ended)) return 'done'
  if (ended.refused === 'deviceFull' || ended.refused === 'deviceBroken') return ended.refused
  throw new Error(String(ended.refused))
}

/** All that is in some tables, but keys, which have nothing to show. */
export async function allOf(...tables: { name: string; toArray: () => Promise<unknown[]> }[]): Promise<string> {
  const told: Record<string, unknown[]> = {}
  for (const table of tables) told[table.name] = await table.toArray()
  return JSON.stringify(told, (_, value: unknown) => (value instanceof ArrayBuffer ? value.byteLength : value))
}

/**
 * A deed on a device that is as it was left before. `act`: does it, and says how it ended. `look`: what there is, read after the browser started again.
 * `half`: throws where it is neither as before nor whole, but neither lost nor wrong; without it there must be nothing between. `whole`: throws unless it is.
 */
export type Trial = {
  act: () => Promise<'done' | Unkept['refused']>
  look: () => Promise<string>
  half?: () => Promise<void>
  whole: () => Promise<void>
}

/**
 * Does a deed again and again, each time on a new device on which another step of the store fails, the first, the second, until one whole deed meets no
 * failure. What was not done says so and left all as it was, or is whole; what is said to be done is whole; and what was not succeeds the next time. Answers how
 * many steps there were.
 */
export async function failEverywhere(fault: Fault, begin: () => Trial | Promise<Trial>): Promise<number> {
  for (let at = 1; ; at++) {
    const trial = await begin()
    const before = await trial.look()
    Object.assign(steps, { count: 0, fails: at, fault })
    const ended = await trial.act()
    const met = steps.count >= at
    steps.fails = 0
    const where = `step ${at}: ${ended}`
    if (ended !== 'done') expect(ended, where).toBe(SAYS[fault])
    if (ended === 'done') await saying(where, trial.whole)
    else if ((await trial.look()) !== before) await saying(where, trial.half ?? trial.whole)
    if (!met) {
      expect(ended, 'without a failure').toBe('done')
      return at - 1
    }
    if (ended === 'done') continue
    expect(await trial.act(), `${where}, and once more`).toBe('done')
    await saying(`${where}, and once more`, trial.whole)
  }
}

async function saying(where: string, check: () => Promise<void>): Promise<void> {
  try {
    await check()
  } catch (cause) {
    throw new Error(where, { cause })
  }
}
