// The kill switch: served at /worker.js in place of the service worker when a build must be taken back at once.
// It gives up every cache of the application and leaves; what people wrote and carry, in IndexedDB, is not touched.
self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()))
self.addEventListener('activate', (event) => {
  const leave = async () => {
    for (const name of await caches.keys()) await caches.delete(name)
    await self.registration.unregister()
  }
  event.waitUntil(leave())
})
