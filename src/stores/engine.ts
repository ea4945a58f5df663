import type { Databases } from '../db/open.ts'
import type { Moment } from '../domain/ids.ts'
import type { Http } from '../sync/http.ts'
import type { Wake } from '../sync/schedule.ts'

/** What the stores stand on. Made once by main.ts; tests make their own. */
export type Engine = Databases & {
  http: Http
  now: () => Moment
  random: (bytes: number) => Uint8Array
  /** What this device is called among those of its owner. */
  label: string
  /** Says that there is something to tell the school or to ask of it; whoever did something calls it once that is kept. Never waits. */
  wake: (why: Wake) => void
  /** Keeps the pages that the people of this device need, so that they open without a network. Called when someone comes. Never waits. */
  keepPages: () => void
}

let started: Engine | undefined

export function startEngine(engine: Engine): void {
  started = engine
}

/** Throws before `startEngine`: that is a bug. */
export function engine(): Engine {
  if (!started) throw new Error('the engine is not started')
  return started
}
