import { matchPrecache, precache } from 'workbox-precaching'
import { refuseDocument } from './answers.ts'
import { ownFile, packFile } from './files.ts'
import { clearOldBuilds, keep, keptGroups } from './keeping.ts'
import { sortOut, type Entry, type Group } from './manifest.ts'
import { silentPages, type Page } from './reviving.ts'
import { everyoneOf, sendWaiting } from './sending.ts'
import { databases, fromStore } from './store.ts'
import { wayOf, type Way } from './ways.ts'
import { DO_YOU_RUN, SYNC_TAG, wordOf } from './words.ts'

/** Background Sync, which TypeScript does not know. */
type SyncEvent = ExtendableEvent & { tag: string }

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: Entry[]
  addEventListener(type: 'sync', listener: (event: SyncEvent) => void): void
}

const shelves = sortOut(self.__WB_MANIFEST)
const keepGroup = (group: Group) => keep({ caches, fetch: (address, wish) => fetch(address, wish) }, shelves, group)

precache(shelves.shell)

self.addEventListener('install', (event) => {
  // A build takes over only with the pages of the roles that use this device.
  event.waitUntil(keptGroups(caches).then((groups) => Promise.all(groups.map(keepGroup))))
})

/** Pages of a build that does not start: this one takes over by itself, and loads them anew. */
let dead: string[] = []

self.addEventListener('install', (event) => {
  // A first worker replaces nobody.
  if (!self.registration.active) return
  const asked = silentPages({ pages: onScreen, after: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) })
  event.waitUntil(
    asked.then((silent) => {
      dead = silent
      return silent.length > 0 ? self.skipWaiting() : undefined
    }),
  )
})

async function onScreen(): Promise<Page[]> {
  const all = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const seen = all.filter(({ visibilityState }) => visibilityState === 'visible')
  return seen.map((client) => ({
    id: client.id,
    ask(answer) {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = answer
      client.postMessage(DO_YOU_RUN, [port2])
    },
  }))
}

self.addEventListener('activate', (event) => {
  const taken = Promise.all([clearOldBuilds(caches, shelves.build), self.clients.claim()])
  event.waitUntil(taken)
  // Not waited for: what is loaded anew is answered by this worker, which is not ready before it has taken over.
  void taken.then(() => dead.forEach((id) => void loadAnew(id)))
})

async function loadAnew(id: string): Promise<void> {
  const client = await self.clients.get(id)
  // Closed meanwhile, or gone elsewhere.
  if (client instanceof WindowClient) await client.navigate(client.url).catch(() => null)
}

self.addEventListener('message', (event) => {
  const word = wordOf(event.data)
  if (word === 'skipWaiting') event.waitUntil(self.skipWaiting())
  else if (word) {
    const [port] = event.ports
    const answer = (kept: boolean) => port?.postMessage(kept)
    event.waitUntil(
      keepGroup(word.keep).then(
        () => answer(true),
        () => answer(false),
      ),
    )
  }
})

self.addEventListener('sync', (event) => {
  const { origin } = self.location
  const { locks } = self.navigator
  if (event.tag === SYNC_TAG) event.waitUntil(sendWaiting(everyoneOf(databases(), { origin, locks })))
})

self.addEventListener('fetch', (event) => {
  const way = wayOf(event.request, self.location.origin)
  if (way.way !== 'network') event.respondWith(answer(event.request, way))
})

async function answer(request: Request, way: Way): Promise<Response> {
  switch (way.way) {
    case 'network':
      return fetch(request)
    case 'refuse':
      return refuseDocument()
    case 'shell':
      return (await matchPrecache('/index.html')) ?? fetch(request)
    case 'asset':
      return (await matchPrecache(request.url)) ?? (await caches.match(request.url)) ?? fetch(request)
    case 'packFile':
      return (await fromStore((store) => packFile(store, request, way.sha256))) ?? fetch(request)
    case 'ownFile':
      return (await fromStore((store) => ownFile(store, request, way.profile, way.sha256))) ?? fetch(request)
  }
}
