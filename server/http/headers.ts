import type { RequestHandler, Response } from 'express'

/** Nothing but our own scripts, files and addresses; markup from strings only through our two policies. */
export const PAGE_POLICY = [
  "default-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types vue worker',
].join('; ')

/** For everything else: even opened by itself it can run, load and reach nothing. */
export const DATA_POLICY = "sandbox; default-src 'none'"

/** Every answer is data until it is said to be a page: those who look whether something is new ask often, so its headers are few. */
const DATA = {
  'Content-Security-Policy': DATA_POLICY,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

const PAGE = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Permissions-Policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
  'X-Frame-Options': 'DENY',
}

/** The headers of every answer. `secure`: the school's address is https. */
export function protect(secure: boolean): RequestHandler {
  const headers = new Map(Object.entries(DATA))
  if (secure) headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  return (_request, response, next) => {
    response.setHeaders(headers)
    next()
  }
}

/** Our own pages, and what they are made of, are under our pages' policy: a worker's script brings its own. The rest means nothing to what is no page. */
export function letRun(response: Response, isPage: boolean): void {
  response.setHeader('Content-Security-Policy', PAGE_POLICY)
  if (isPage) response.setHeaders(new Map(Object.entries(PAGE)))
}
