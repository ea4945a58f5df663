// The kill switch: served at /worker.js in place of the service worker when a build must be taken back at once.
// It gives up every cache of the application and leaves; what people wrote and carry, in IndexedDB, is not touched.
async function giveUp() {
  for (const name of await caches.keys()) await caches.delete(name)
}

self.addEventListener('install', (event) => {
  event.waitUntil(Promise.all([giveUp(), self.skipWaiting()]))
  // A worker that is busy may hold its place for minutes: leaving does not wait for it. The browser leaves once this one is installed, so nothing waits for that.
  void self.registration.unregister()
})

// What the other kept meanwhile is given up with its place.
self.addEventListener('activate', (event) => event.waitUntil(giveUp().then(() => self.registration.unregister())))
