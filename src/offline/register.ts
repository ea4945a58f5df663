import type { Group } from './manifest.ts'
import { SYNC_TAG, type Word } from './words.ts'

/** The parts of the browser that registering needs, so that it can be tried without one. */
export type Browser = {
  container: Pick<ServiceWorkerContainer, 'register' | 'ready' | 'controller' | 'addEventListener'>
  page: Pick<EventTarget, 'addEventListener'>
  memory: Pick<Storage, 'getItem' | 'setItem'>
  reload: () => void
  online: () => boolean
  now: () => number
}

/**
 * `address`: the worker's, already trusted. `onUpdate`: another build is ready; calling what it gets puts it in place and reloads this page
 * (and no other: each tab asks its own person). `beforeReload`: keeps what is being written, and answers whether it could; a page whose text is nowhere
 * else is not reloaded.
 */
export type Registering = {
  address: string
  build: string
  onUpdate: (apply: () => void) => void
  beforeReload: () => Promise<boolean>
}

/** How often a page that stays open looks for another build, in milliseconds. */
const LOOK_AGAIN = 3600_000

/** How long a worker that was told to take over has for it, in milliseconds. */
const TAKING_OVER = 2_000

/** Chromium keeps a busy worker in its place, and may not see for minutes that it rests; it looks whenever the next one asks. */
function takeOver(worker: ServiceWorker): void {
  if (worker.state !== 'installed') return
  worker.postMessage({ skipWaiting: true } satisfies Word)
  setTimeout(() => takeOver(worker), TAKING_OVER)
}

/**
 * Hears of updates, and answers what registers the service worker, and does so again each time it is called and there is none: at the hour when everyone
 * comes, a worker's files may not, and the browser then forgets it. That answers false where there is none to be had. A call also looks for another build
 * when the last look is an hour old, so that a page which stays open hears of one, or that its own was taken back.
 */
export function registering(wish: Registering, browser: Omit<Browser, 'page' | 'memory'>): () => Promise<boolean> {
  const { container } = browser
  let applied = false
  const reload = () => void reloadKept(wish, browser)
  const hadController = container.controller !== null
  container.addEventListener('controllerchange', () => {
    if (applied) reload()
    else if (hadController) wish.onUpdate(reload)
  })
  const offer = (worker: ServiceWorker | null) => {
    if (!worker || container.controller === null) return
    wish.onUpdate(() => {
      applied = true
      takeOver(worker)
    })
  }
  let registration: ServiceWorkerRegistration | undefined
  // The browser itself looks when a page is loaded.
  let looked = browser.now()
  const look = async (found: ServiceWorkerRegistration) => {
    if (!browser.online() || browser.now() - looked < LOOK_AGAIN) return
    const before = looked
    looked = browser.now()
    // What could not be asked is asked with the next call.
    await found.update().catch(() => (looked = before))
  }
  const register = async () => {
    // Private windows of some browsers have the word and refuse the thing; the application works without.
    const found = await container.register(wish.address, { scope: '/', updateViaCache: 'none' }).catch(() => undefined)
    // What somebody else answered for its script takes away no worker that is here.
    if (!found) return container.controller !== null
    if (found === registration) return true
    registration = found
    offer(found.waiting)
    found.addEventListener('updatefound', () => {
      const { installing } = found
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'installed') offer(installing)
      })
    })
    return true
  }
  return async () => {
    if (registration && (registration.active ?? registration.waiting ?? registration.installing)) {
      void look(registration)
      return true
    }
    // The browser finds a worker that is here without a network, but not one that did not come.
    return registration && !browser.online() ? false : register()
  }
}

/**
 * A page of an older build may be gone from everywhere: one reload brings a build whose pages are there. Once per build and tab, or a broken
 * server would make it a loop; after that, and without a network, which brings nothing, the error shows.
 */
export function reloadOnLostPage(
  wish: Pick<Registering, 'build' | 'beforeReload'>,
  browser: Pick<Browser, 'page' | 'memory' | 'reload' | 'online'>,
): void {
  browser.page.addEventListener('vite:preloadError', (event) => {
    if (!browser.online() || browser.memory.getItem('reloaded') === wish.build) return
    browser.memory.setItem('reloaded', wish.build)
    event.preventDefault()
    void reloadKept(wish, browser)
  })
}

/** Loads the page anew, unless what is being written in it could not be kept: then it stays, whatever wanted it to go. Answers whether it goes. */
export async function reloadKept(
  wish: Pick<Registering, 'beforeReload'>,
  browser: Pick<Browser, 'reload'>,
): Promise<boolean> {
  const goes = await wish.beforeReload()
  if (goes) browser.reload()
  return goes
}

/** Asks the worker to keep a group's pages for offline use, as soon as there is one. Answers whether it did within `patience` milliseconds. */
export async function keepPages(
  container: Pick<ServiceWorkerContainer, 'ready'>,
  group: Group,
  patience = 60_000,
): Promise<boolean> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), patience)
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      clearTimeout(timer)
      port1.close()
      resolve(data === true)
    }
    void container.ready.then(({ active }) => active?.postMessage({ keep: group } satisfies Word, [port2]))
  })
}

/** Background Sync, which few browsers have and TypeScript does not know. */
type WithSync = ServiceWorkerRegistration & { sync?: { register: (tag: string) => Promise<void> } }

/**
 * Asks the browser to wake the worker once there is a network, even when no page is open. It is a wake-up, not the queue: where it does not exist or is
 * refused, pages send what waits.
 */
export async function askSync(container: Pick<ServiceWorkerContainer, 'ready'>): Promise<void> {
  const registration: WithSync = await container.ready
  await registration.sync?.register(SYNC_TAG).catch(() => undefined)
}
