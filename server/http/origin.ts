import type { IncomingMessage } from 'node:http'
import type { Trouble } from './problem.ts'

/**
 * Whether a request that changes something comes from our own pages: its Origin is the school's address, and it carries the header that no form or
 * foreign page can add without asking first. Cookies are SameSite=Strict besides.
 */
export function comesFromUs(request: IncomingMessage, origins: ReadonlySet<string>): Trouble | undefined {
  const { origin } = request.headers
  const ours = origin !== undefined && origins.has(origin) && request.headers['x-cartable'] === '1'
  return ours ? undefined : { problem: 'notAllowed' }
}

/** Whether a read that needs the session is asked by another site's page. Old browsers do not say; their cookies are SameSite all the same. */
export function readFromElsewhere(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

const AS_A_PAGE = new Set(['document', 'iframe', 'frame', 'embed', 'object'])

/** Whether the browser wants to show the answer as a page, which a file of ours never is. */
export function wantsPage(request: IncomingMessage): boolean {
  const destination = request.headers['sec-fetch-dest']
  return typeof destination === 'string' && AS_A_PAGE.has(destination)
}
