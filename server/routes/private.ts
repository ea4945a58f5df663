import * as v from 'valibot'
import { Sha256 } from '../../src/domain/ids.ts'
import type { Files } from '../files/files.ts'
import { wantsPage } from '../http/origin.ts'
import { isTrouble } from '../http/problem.ts'
import { sendFile } from '../http/send.ts'
import type { SyncParts } from '../sync/parts.ts'
import type { Route } from './route.ts'
import type { Who } from './who.ts'

type Setup = { storage: SyncParts['storage']; files: Files; who: Who }

/**
 * `GET /api/p/<profile>/files/<sha256>`: what a pupil handed in, for the readers of the feeds it was handed in to. Whether a file exists is no one
 * else's to know. Never shown as a page of its own.
 */
export function privateRoutes({ storage, files, who }: Setup): Route[] {
  return [
    {
      method: 'get',
      path: '/api/p/:profile/files/:sha256',
      async handle(request, response) {
        const asker = who(request)
        if (isTrouble(asker)) return asker
        if (wantsPage(request)) return { problem: 'notAllowed' }
        const sha256 = request.params['sha256']
        if (!v.is(Sha256, sha256)) return { problem: 'notFound' }
        const file = await storage.read((view) => view.file(sha256))
        if (!file?.feeds.some((feed) => asker.actor.feeds.has(feed))) return { problem: 'notFound' }
        return sendFile(request, response, {
          path: files.privatePath(sha256),
          cache: 'private, no-store',
          type: file.type,
          disposition: file.type.startsWith('image/') ? 'inline' : 'attachment',
          content: sha256,
        })
      },
    },
  ]
}
