import type { ServerResponse } from 'node:http'
import type { Problem, ProblemName } from '../../src/protocol/problem.ts'
import { howIll } from '../storage/failures.ts'

/** Why a request gets no answer; `retryAt` where the sender should wait until then, by the school's clock, or `waitMs` from now. */
export type Trouble = { problem: ProblemName; retryAt?: number; waitMs?: number }

export function isTrouble(value: object): value is Trouble {
  return 'problem' in value
}

const STATUS: Record<ProblemName, number> = {
  busy: 503,
  signedOut: 401,
  voidedCard: 403,
  unknownCard: 403,
  tooManyDevices: 409,
  malformed: 400,
  tooLarge: 413,
  notFound: 404,
  notAllowed: 403,
  wrongBytes: 422,
  damagedParcel: 422,
  otherSchool: 409,
  unknownSigner: 403,
  oldBuild: 426,
  full: 507,
  tooMany: 429,
  broken: 500,
}

/** How long to wait when nothing more precise is known, in milliseconds. */
const WAIT_MS: Partial<Record<ProblemName, number>> = { busy: 5_000, tooMany: 60_000, full: 300_000 }

/** A disk that fails is not mended in seconds. */
const ILL_MS = 60_000

/** The one mapping from what was thrown to what is answered. Everything unknown is a bug of ours: `broken`. */
export function troubleOf(error: unknown): Trouble {
  switch (howIll(error)) {
    case 'full':
      return { problem: 'full' }
    case 'busy':
      return { problem: 'busy' }
    case 'readOnly':
    case 'damaged':
    case 'failing':
      return { problem: 'busy', waitMs: ILL_MS }
    case undefined:
      return { problem: 'broken' }
  }
}

export function sendProblem(response: ServerResponse, trouble: Trouble, now: number): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const wait = trouble.waitMs ?? WAIT_MS[trouble.problem]
  const retryAt = trouble.retryAt ?? (wait === undefined ? undefined : now + wait)
  const body: Problem = { problem: trouble.problem, now, ...(retryAt === undefined ? {} : { retryAt }) }
  for (const name of [
    'Content-Encoding',
    'Content-Range',
    'ETag',
    'Last-Modified',
    'Accept-Ranges',
    'Content-Disposition',
  ])
    response.removeHeader(name)
  if (retryAt !== undefined) response.setHeader('Retry-After', Math.max(1, Math.ceil((retryAt - now) / 1000)))
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.setHeader('Cache-Control', 'no-store')
  // Reading was begun and given up: what still comes on this line is not worth waiting for.
  if (response.req.readableFlowing !== null && !response.req.complete) response.setHeader('Connection', 'close')
  response.statusCode = STATUS[trouble.problem]
  response.end(JSON.stringify(body))
}
