import type { Request, Response } from 'express'
import { join } from 'node:path'
import type { Builds } from '../files/builds.ts'
import type { Trouble } from '../http/problem.ts'
import { ASK_FIRST, FOREVER, sendFile } from '../http/send.ts'
import type { Route } from './route.ts'

/** The address of the service worker. When a build must be taken back, devices find there the one that gives up its caches and leaves. */
const WORKER = '/worker.js'
const LAST_WORKER = 'worker-off.js'

type Setup = { builds: Builds; guideFolder: string; killSwitch: () => Promise<boolean> }

/** The application: its files, its pages at any of their addresses, and the guide. What is missing is said to be, never answered with a page. */
export function shellRoutes({ builds, guideFolder, killSwitch }: Setup): Route[] {
  const fromBuild = async (request: Request, response: Response): Promise<Trouble | undefined> => {
    const name = request.path === WORKER && (await killSwitch()) ? LAST_WORKER : request.path.slice(1)
    const path = builds.find(name)
    if (path !== undefined) {
      const cache = name.startsWith('assets/') ? FOREVER : ASK_FIRST
      return sendFile(request, response, { path, cache, ours: true, variants: true })
    }
    return isPage(request) ? firstPage(request, response) : { problem: 'notFound' }
  }

  const firstPage = async (request: Request, response: Response): Promise<Trouble | undefined> => {
    const path = builds.find('index.html')
    if (path === undefined) return { problem: 'notFound' }
    return sendFile(request, response, { path, cache: ASK_FIRST, ours: true, variants: true })
  }

  const guide = (name: string) => async (request: Request, response: Response) => {
    const sending = { path: join(guideFolder, name), cache: ASK_FIRST, ours: true, variants: true } as const
    const trouble = await sendFile(request, response, sending)
    return trouble?.problem === 'notFound' ? fromBuild(request, response) : trouble
  }

  return [
    { method: 'get', path: '/guide', handle: guide('index.html') },
    { method: 'get', path: '/guide/guide.css', handle: guide('guide.css') },
    {
      method: 'get',
      path: '/guide/:slug',
      handle(request, response) {
        const slug = String(request.params['slug'])
        return /^[a-z0-9-]{1,64}$/.test(slug)
          ? guide(join(slug, 'index.html'))(request, response)
          : fromBuild(request, response)
      },
    },
    { method: 'get', path: '/{*path}', handle: fromBuild },
  ]
}

const NEVER_PAGES = /^\/(api|assets|feeds|files)(\/|$)/

/** An address of the application: asked for as a page, in none of the folders of files, and without an ending. */
function isPage(request: Request): boolean {
  const last = request.path.split('/').at(-1) ?? ''
  return !NEVER_PAGES.test(request.path) && !last.includes('.') && request.accepts('html') !== false
}
