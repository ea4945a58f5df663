import type { Request, Response } from 'express'
import type { BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { saysAbsent } from '../storage/disk.ts'
import { letRun } from './headers.ts'
import type { Trouble } from './problem.ts'

/** Never the same name for other bytes. */
export const FOREVER = 'public, max-age=31536000, immutable'
/** Kept, but asked about each time. */
export const ASK_FIRST = 'no-cache'

export type Sending = {
  path: string
  cache: string
  type?: string
  /** `attachment` for what is not to be shown in place. */
  disposition?: 'inline' | 'attachment'
  /** A page of ours, or part of one: what we built, which may run. */
  ours?: boolean
  /** Whether `<path>.br` and `<path>.gz` may lie beside it. */
  variants?: boolean
  /** What the bytes are named by, where their name says what they are: the same on every server and after any restore. */
  content?: string
}

/** Sends a file with Range, ETag and conditions, compressed beforehand where that exists. Answers `notFound` when it is not there. */
export async function sendFile(request: Request, response: Response, sending: Sending): Promise<Trouble | undefined> {
  const { path, encoding, tag } = await chooseVariant(request, sending)
  response.setHeader('Cache-Control', sending.cache)
  response.type(sending.type ?? extname(sending.path))
  if (tag !== undefined) response.setHeader('ETag', tag)
  if (sending.variants) response.vary('Accept-Encoding')
  if (encoding) response.setHeader('Content-Encoding', encoding)
  if (sending.disposition) response.setHeader('Content-Disposition', sending.disposition)
  if (sending.ours) letRun(response, extname(sending.path) === '.html')
  const error = await new Promise<unknown>((resolve) => {
    response.sendFile(path, { cacheControl: false, dotfiles: 'allow' }, (failure: unknown) => resolve(failure))
  })
  return error === undefined ? undefined : afterwards(response, error)
}

/** What is left to say when sending stopped: nothing when the reader went away, 416 for a range outside the file, else that it is not there. */
function afterwards(response: Response, error: unknown): Trouble | undefined {
  if (response.headersSent || response.destroyed) return undefined
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 404) return { problem: 'notFound' }
  if (status !== 416 && status !== 412) throw error
  response.removeHeader('Content-Encoding')
  response.status(status).end()
  return undefined
}

type Variant = { path: string; encoding?: 'br' | 'gzip'; tag?: string }
const VARIANTS = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const

/** A part of a text is a part of the text itself, never of its compressed form. */
async function chooseVariant(request: Request, { path, variants, content }: Sending): Promise<Variant> {
  for (const { encoding, ending } of variants && request.headers.range === undefined ? VARIANTS : []) {
    if (request.acceptsEncodings(encoding) === false) continue
    const found = await lookAt(path + ending)
    if (found) return { path: path + ending, encoding, tag: content ? `"${content}${ending}"` : tagOf(found) }
  }
  const found = await lookAt(path)
  if (!found) return { path }
  // The last so many bytes of a file that has fewer are all of it (RFC 9110), which the library takes for nonsense.
  const [, last] = /^bytes=-(\d+)$/.exec(request.headers.range ?? '') ?? []
  if (last !== undefined && BigInt(last) >= found.size) delete request.headers.range
  return { path, tag: content ? `"${content}"` : tagOf(found) }
}

async function lookAt(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true })
  } catch (error) {
    if (saysAbsent(error)) return undefined
    throw error
  }
}

/** Opaque, and another for each writing: two heads of one length may be written within the millisecond that a date can tell. */
function tagOf({ ino, size, mtimeNs }: BigIntStats): string {
  return `"${[ino, size, mtimeNs].map((part) => part.toString(36)).join('-')}"`
}
