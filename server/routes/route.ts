import type { Request, Response } from 'express'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Trouble } from '../http/problem.ts'

/** Answers a request, or says why not. */
export type Handle = (request: Request, response: Response) => Promise<Trouble | undefined>
/** One address of the server. Every one has its row in the matrix of who may do what (`server/matrix.test.ts`). */
export type Route = { method: 'get' | 'post' | 'put'; path: string; handle: Handle }

/** Below this an answer fits in one packet, compressed or not. */
const WORTH_BYTES = 1_200
const zip = promisify(gzip)

/** Answers JSON that nobody keeps, compressed where it is long: a page of records over 2G is the wait that people feel. */
export async function sendJson(response: Response, body: object, status = 200): Promise<undefined> {
  const plain = Buffer.from(JSON.stringify(body))
  response.status(status)
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.vary('Accept-Encoding')
  const zipped = plain.length >= WORTH_BYTES && response.req.acceptsEncodings('gzip') !== false
  if (zipped) response.setHeader('Content-Encoding', 'gzip')
  response.end(zipped ? await zip(plain) : plain)
}

/** Answers with a status alone. */
export function sendStatus(response: Response, status: number): Promise<undefined> {
  response.status(status).setHeader('Cache-Control', 'no-store')
  response.end()
  return Promise.resolve(undefined)
}
