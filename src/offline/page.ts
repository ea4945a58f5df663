import { carrying } from './carrying.ts'
import { groupsNeeded, type Needing } from './needs.ts'
import { asksWhetherRunning } from './words.ts'
import { askSync, keepPages, registering, reloadOnLostPage, type Registering } from './register.ts'

/** Tells a new worker, from now on, that this page runs: it then waits for its person's word. Called once everything is on screen. */
export function sayThatItRuns(): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.addEventListener('message', ({ data, ports }: MessageEvent<unknown>) => {
    if (asksWhetherRunning(data)) ports[0]?.postMessage(true)
  })
}

/** What a page asks of the worker. Nothing happens where there is none. */
export type Offline = {
  /** Keeps the pages that the people of this device need; what is kept already costs nothing. */
  keepNeeded: () => Promise<void>
  /** Asks the browser to wake the worker, page or no page, as soon as there is a network. */
  askSync: () => Promise<void>
  /** Looks for another build, since the school does not speak with this one. */
  lookForUpdate: () => Promise<void>
}

const nothing = () => Promise.resolve()

/** Registers the worker and hears of other builds. Private windows of some browsers, and development, go without. */
export function startOffline(wish: Registering, needing: Needing): Offline {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV)
    return { keepNeeded: nothing, askSync: nothing, lookForUpdate: nothing }
  const container = navigator.serviceWorker
  const browser = {
    container,
    memory: sessionStorage,
    reload: () => location.reload(),
    online: () => navigator.onLine,
    now: () => Date.now(),
  }
  reloadOnLostPage(wish, { ...browser, page: window })
  const keepNeeded = carrying({
    register: registering(wish, browser),
    needed: () => groupsNeeded(needing),
    keep: (group) => keepPages(container, group),
    online: browser.online,
    chance: Math.random,
  })
  // Whoever left the page too soon after signing in has nothing kept yet.
  void keepNeeded()
  return {
    keepNeeded,
    askSync: () => askSync(container),
    async lookForUpdate() {
      const registration = await container.ready
      // The network may be gone again; the next round asks once more.
      await registration.update().catch(() => undefined)
    },
  }
}
