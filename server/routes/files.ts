import { join } from 'node:path'
import { EXTENSIONS, FileType } from '../../src/domain/files.ts'
import { FOREVER, sendFile } from '../http/send.ts'
import { wantsPage } from '../http/origin.ts'
import type { Route } from './route.ts'

const TYPES = new Map<string, FileType>(FileType.options.map((type) => [EXTENSIONS[type], type]))

/** `GET /files/<sha256>.<ext>`: a published pack's file, for anyone who knows its name. Never shown as a page of its own. */
export function fileRoutes(folder: string): Route[] {
  return [
    {
      method: 'get',
      path: '/files/:name',
      async handle(request, response) {
        const name = String(request.params['name'])
        const [, content = '', extension = ''] = /^([0-9a-f]{64})\.([a-z0-9]{3,4})$/.exec(name) ?? []
        const type = TYPES.get(extension)
        if (type === undefined) return { problem: 'notFound' }
        if (wantsPage(request)) return { problem: 'notAllowed' }
        const variants = type === 'application/json'
        const path = join(folder, name)
        return sendFile(request, response, { path, cache: FOREVER, type, variants, content })
      },
    },
  ]
}
