import { sendFile } from '../http/send.ts'
import { sendJson, type Route } from './route.ts'

type Setup = {
  version: string
  storage: string
  startedAt: number
  clock: () => number
  keys: () => object
  pulsePath: string
  /** `ok`, or what the school's disk suffers from. */
  health: () => { status: string }
}

/** What the school tells anyone: how it is, its public keys, and how fast to come. */
export function toldRoutes({ version, storage, startedAt, clock, keys, pulsePath, health }: Setup): Route[] {
  return [
    {
      method: 'get',
      path: '/healthz',
      handle: (_request, response) => {
        const uptime = Math.floor((clock() - startedAt) / 1000)
        const condition = health()
        const status = condition.status === 'ok' ? 200 : 503
        return sendJson(response, { ...condition, version, storage, uptime }, status)
      },
    },
    {
      method: 'get',
      path: '/keys.json',
      handle: (_request, response) => {
        response.setHeader('Cache-Control', 'public, max-age=3600')
        response.json(keys())
        return Promise.resolve(undefined)
      },
    },
    {
      method: 'get',
      path: '/pulse.json',
      handle: (request, response) => sendFile(request, response, { path: pulsePath, cache: 'public, max-age=5' }),
    },
  ]
}
