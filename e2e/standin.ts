import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import type { School } from './school.ts'

/** Something else that answers at a school's address while its own server is dead. */
export type StandIn = { close: () => Promise<void>; asked: string[] }

const dist = join(import.meta.dirname, '..', 'dist')
const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
}

/** As any static server would be set up: what is shared and named by content, the guide, and the application. Nothing private, nothing computed. */
function answerFiles({ data }: School, request: IncomingMessage, response: ServerResponse): void {
  const path = normalize(new URL(request.url ?? '/', 'http://school').pathname)
  const shared = /^\/(feeds|files|guide)(\/|$)|^\/pulse\.json$/.test(path)
  const place = join(shared ? data : dist, path)
  const found = [place, join(place, 'index.html')].find((file) => existsSync(file) && statSync(file).isFile())
  if (request.method !== 'GET' || found === undefined) {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404</h1>')
    return
  }
  response.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream' })
  createReadStream(found).pipe(response)
}

/**
 * `files`: a static server, as a proxy or a mirror is; `silence`: takes every connection and never says a word; `garbage`: answers everything with a
 * page of somebody else's, as hotels do.
 */
export async function standIn(school: School, kind: 'files' | 'silence' | 'garbage'): Promise<StandIn> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
    switch (kind) {
      case 'files':
        answerFiles(school, request, response)
        break
      case 'silence':
        break
      case 'garbage':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Bienvenue à l’hôtel</h1>')
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(Number(new URL(school.url).port), resolve)
  })
  return {
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
