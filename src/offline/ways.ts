/** What the worker does with a request. */
export type Way =
  | { way: 'network' }
  | { way: 'shell' }
  | { way: 'asset' }
  | { way: 'packFile'; sha256: string }
  | { way: 'ownFile'; profile: string; sha256: string }
  | { way: 'refuse' }

type Asked = Pick<Request, 'method' | 'mode' | 'destination' | 'url' | 'cache'>

/** Where a file would become a page or a script of ours. */
const EMBEDDED: readonly string[] = [
  'document',
  'iframe',
  'frame',
  'embed',
  'object',
  'script',
  'worker',
  'sharedworker',
  'serviceworker',
]

/**
 * Decides by address alone. Addresses of the application get its shell; those that the server answers in its own words do not, nor does anything
 * that looks like a file. Our own downloads say `no-store` and go straight to the network.
 */
export function wayOf(asked: Asked, origin: string): Way {
  const url = new URL(asked.url)
  if (url.origin !== origin || (asked.method !== 'GET' && asked.method !== 'HEAD')) return { way: 'network' }
  const packFile = /^\/files\/([0-9a-f]{64})\.[a-z0-9]+$/.exec(url.pathname)?.[1]
  const [, profile, ownFile] = /^\/api\/p\/([A-Za-z0-9_-]{1,64})\/files\/([0-9a-f]{64})$/.exec(url.pathname) ?? []
  if (packFile !== undefined || ownFile !== undefined) {
    if (asked.mode === 'navigate' || EMBEDDED.includes(asked.destination)) return { way: 'refuse' }
    if (asked.cache === 'no-store') return { way: 'network' }
    if (packFile !== undefined) return { way: 'packFile', sha256: packFile }
    if (profile !== undefined && ownFile !== undefined) return { way: 'ownFile', profile, sha256: ownFile }
  }
  if (/^\/(api|files|feeds|healthz)(\/|$)/.test(url.pathname)) return { way: 'network' }
  const looksLikeFile = /\.[A-Za-z0-9]+$/.test(url.pathname)
  if (asked.mode === 'navigate')
    return looksLikeFile && url.pathname !== '/index.html' ? { way: 'network' } : { way: 'shell' }
  return looksLikeFile && !/^\/(pulse|keys|build)\.json$/.test(url.pathname) ? { way: 'asset' } : { way: 'network' }
}
