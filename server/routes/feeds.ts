import { join } from 'node:path'
import { FOREVER, sendFile } from '../http/send.ts'
import type { Route } from './route.ts'

/** Fresh for seconds, usable for a day when nobody answers. Devices ask anew each time. */
const HEAD_CACHE = 'public, max-age=5, stale-if-error=86400'

/** `GET /feeds/<cap>/head.json` and its segments and snapshots: shared feeds, for whoever was told their unguessable folder. */
export function feedRoutes(folder: string): Route[] {
  return [
    {
      method: 'get',
      path: '/feeds/:cap/:name',
      async handle(request, response) {
        const cap = String(request.params['cap'])
        const name = String(request.params['name'])
        const head = name === 'head.json'
        const [, content] = /^([0-9a-f]{64})\.json$/.exec(name) ?? []
        if (!/^(public|[A-Za-z0-9_-]{16,64})$/.test(cap) || (!head && !content)) return { problem: 'notFound' }
        const how = content ? { cache: FOREVER, content } : { cache: HEAD_CACHE }
        return sendFile(request, response, { path: join(folder, cap, name), variants: true, ...how })
      },
    },
  ]
}
