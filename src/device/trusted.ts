/** What TypeScript's DOM does not know of Trusted Types yet. The value made is no string, but the browser takes it where TypeScript wants one. */
type Policy = { createScriptURL(url: string): string }
declare const trustedTypes: { createPolicy(name: string, rules: Policy): Policy } | undefined

/** Where the service worker is, on our origin. */
export const WORKER_ADDRESS = '/worker.js'

/**
 * Whether a script may run as a worker: the service worker, or a worker that the build put among the assets. Nothing from another origin,
 * nothing that people sent.
 */
export function isOurWorker(address: string, origin: string): boolean {
  if (!URL.canParse(address, origin)) return false
  const url = new URL(address, origin)
  if (url.origin !== origin || url.username !== '' || url.password !== '') return false
  return (
    url.pathname === WORKER_ADDRESS ||
    /^\/assets\/([a-z]+\/)?[A-Za-z0-9_.-]*worker[A-Za-z0-9_.-]*\.m?js$/i.test(url.pathname)
  )
}

let policy: Policy | undefined

/**
 * The address of one of our workers, as the browser wants it under `require-trusted-types-for 'script'`. The only owner of the policy
 * `worker`, since a name can be taken once. In development, where Vite serves sources, no such rule is sent and the address goes as it is.
 * Throws on any other address: that is a bug or an attack.
 */
export function workerAddress(address: string): string {
  if (import.meta.env.DEV) return address
  if (!isOurWorker(address, location.origin)) throw new Error(`not one of our workers: ${address}`)
  if (typeof trustedTypes === 'undefined') return address
  policy ??= trustedTypes.createPolicy('worker', {
    createScriptURL: (url) => {
      if (!isOurWorker(url, location.origin)) throw new Error(`not one of our workers: ${url}`)
      return url
    },
  })
  return policy.createScriptURL(address)
}

/** Starts a module worker from the address that `import address from './x.worker.ts?worker&url'` gives. */
export function startWorker(address: string, name: string): Worker {
  return new Worker(workerAddress(address), { type: 'module', name })
}
