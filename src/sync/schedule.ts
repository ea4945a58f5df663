import { isFull } from '../device/storage.ts'
import type { Moment } from '../domain/ids.ts'
import { retryDelay, type Pace } from './delays.ts'
import type { Carried, Next, Spoken } from './everyone.ts'

/**
 * Why to speak with the school. `deed`: someone did something that the school does not have, which leaves within seconds. `asked`: someone waits for
 * it, now. `background`: there may be news; its time is this device's own, so that a whole academy does not come at once.
 */
export type Wake = 'background' | 'deed' | 'asked'

/** What people may want to know: whether a round is under way here, whether this device was too full for the last one, and how it went. */
export type News = { working: true } | { working: false; full: boolean } | Pick<Spoken, 'heard' | 'oldBuild'>

/**
 * What a schedule works with. `speak` is short; `carriers` (photos up, packs down) may take long, and hold no word up. `after`: a timer; answers how
 * to stop it. `promised`: when an earlier opening of the application would have asked for news, so that short visits add up to one wait.
 * `failed`: told of what is a bug, or a broken store; the schedule goes on.
 */
export type Scheduling = {
  speak: (asked: boolean) => Promise<Spoken>
  carriers: readonly (() => Promise<Carried>)[]
  pace: () => Promise<Pace>
  deedsWait: () => Promise<boolean>
  visible: () => boolean
  now: () => Moment
  chance: () => number
  after: (milliseconds: number, act: () => void) => () => void
  promised: { get: () => Moment | null; set: (at: Moment | null) => void }
  tell: (news: News) => void
  failed: (failure: unknown) => void
}

/** `wake` says that there is a reason to speak; `stop` ends it for good. */
export type Schedule = { wake: (why: Wake) => void; stop: () => void }

/** How soon to look again whether another tab, or the worker, is done; and how far devices with the same appointment are spread, in milliseconds. */
const SOON = 1_000
/** A promise older than this is forgotten, in milliseconds: it would fall into the middle of another rush. */
const PROMISE_AGE = 600_000

/** Decides when to speak. One round at a time; of all that asked for one, the soonest counts. */
export function createSchedule(s: Scheduling): Schedule {
  let planned: { at: Moment; asked: boolean; stop: () => void } | undefined
  let speaking = false
  let missed: Wake | undefined
  let stopped = false

  function plan(delay: number, asked = false): void {
    const at = s.now() + delay
    if (stopped || (planned && planned.at <= at && (planned.asked || !asked))) return
    planned?.stop()
    planned = { at, asked, stop: s.after(delay, () => run(() => round(asked))) }
  }

  async function wake(why: Wake): Promise<void> {
    if (speaking) missed = missed === 'asked' ? missed : why
    else if (why === 'asked') plan(0, true)
    else if (why === 'deed' || (await s.deedsWait())) plan((await s.pace()).deed)
    else plan(ownTurn((await s.pace()).background))
  }

  function ownTurn(delay: number): number {
    const promised = s.promised.get()
    const left = promised === null ? Infinity : promised - s.now()
    if (left <= delay && left > -PROMISE_AGE) return Math.max(0, left)
    s.promised.set(s.now() + delay)
    return delay
  }

  /** Plans another try of one kind of work, counting its failures in a row. */
  function trying(): (next: Next) => void {
    let failures = 0
    return (next) => {
      if (next !== 'retry') failures = 0
      if (next === 'retry') plan(retryDelay(failures++, s.chance()))
      else if (typeof next === 'object') plan(Math.max(0, next.notBefore - s.now()) + s.chance() * SOON)
    }
  }
  const spoke = trying()
  const broke = trying()

  async function round(asked: boolean): Promise<void> {
    planned = undefined
    if (speaking) return wake(asked ? 'asked' : 'deed')
    if (!asked && !s.visible() && !(await s.deedsWait())) return
    speaking = true
    let full = false
    s.tell({ working: true })
    try {
      const { next, heard, oldBuild } = await s.speak(asked)
      spoke(next)
      if (next === 'elsewhere') await goOnElsewhere(asked)
      else s.promised.set(null)
      if (next === 'quiet') plan((await s.pace()).timer)
      if (next !== 'elsewhere') s.tell({ heard, oldBuild })
      if (heard !== 'nobody') for (const carry of carriers) run(carry)
    } catch (failure) {
      full = isFull(failure)
      throw failure
    } finally {
      speaking = false
      s.tell({ working: false, full })
    }
    const why = missed
    missed = undefined
    // News were just asked for.
    if (why && why !== 'background') await wake(why)
  }

  /** Whoever is at it does it for all; only what came after it began must be said again. */
  async function goOnElsewhere(asked: boolean): Promise<void> {
    if (asked || (await s.deedsWait())) plan(SOON + s.chance() * SOON, asked)
    else plan((await s.pace()).timer)
  }

  /** One at a time; asked again meanwhile, it goes once more, for what came after it began. */
  function carrierOf(work: () => Promise<Carried>): () => Promise<void> {
    const carried = trying()
    let busy = false
    let again = false
    return async () => {
      again = true
      if (busy) return
      busy = true
      try {
        while (again && !stopped) {
          again = false
          const { next, freed } = await work()
          carried(next)
          if (freed) await wake('deed')
        }
      } finally {
        busy = false
      }
    }
  }
  const carriers = s.carriers.map(carrierOf)

  function run(act: () => Promise<void>): void {
    act().catch((failure: unknown) => {
      s.failed(failure)
      broke('retry')
    })
  }

  return {
    wake: (why) => run(() => wake(why)),
    stop() {
      stopped = true
      planned?.stop()
    },
  }
}
