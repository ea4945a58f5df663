import type { RequestHandler } from 'express'
import helmet from 'helmet'

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

/** For what people brought: even opened by itself it can run, load and reach nothing. */
export const FILE_POLICY = "sandbox; default-src 'none'"

/** The headers of every answer. `secure`: the school's address is https. */
export function protect(secure: boolean): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: false,
      strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
    }),
    (_request, response, next) => {
      response.setHeader('Content-Security-Policy', PAGE_POLICY)
      response.setHeader('Permissions-Policy', 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()')
      next()
    },
  ]
}
