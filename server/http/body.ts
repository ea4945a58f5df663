import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { isTrouble, type Trouble } from './problem.ts'

/** How slowly a body may come: 2G is welcome, holding a socket open for nothing is not. */
export type Pace = { totalMs: number; graceMs: number; bytesPerSecond: number }

/** What is read past the limit before answering, so that an ordinary sender hears why instead of a broken line. */
const DRAIN_BYTES = 2 * 1024 * 1024
const LOOK_MS = 1_000
const inflate = promisify(gunzip)

/** Reads a body of at most `max` bytes; where it may come as gzip the limit is on what comes out, so that a bomb costs little. */
export async function readBody(
  request: IncomingMessage,
  max: number,
  pace: Pace,
  encodings: readonly string[] = [],
): Promise<Uint8Array | Trouble> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity' && !encodings.includes(encoding)) return { problem: 'malformed' }
  const raw = await readRaw(request, max, pace)
  if (isTrouble(raw) || encoding === 'identity') return raw
  try {
    return await inflate(raw, { maxOutputLength: max })
  } catch (error) {
    const large = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    return { problem: large ? 'tooLarge' : 'malformed' }
  }
}

function readRaw(request: IncomingMessage, max: number, pace: Pace): Promise<Uint8Array | Trouble> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const started = performance.now()
    let heard = 0
    const finish = (result: Uint8Array | Trouble): void => {
      clearInterval(timer)
      request.off('data', hear).off('end', end)
      resolve(result)
    }
    const hear = (chunk: Buffer): void => {
      heard += chunk.length
      if (heard <= max) chunks.push(chunk)
      else chunks.length = 0
      if (heard > max + DRAIN_BYTES) finish({ problem: 'tooLarge' })
    }
    const end = (): void => finish(heard > max ? { problem: 'tooLarge' } : Buffer.concat(chunks))
    const gone = (): void => finish({ problem: 'malformed' })
    const look = (): void => {
      const elapsed = performance.now() - started
      const tooSlow = elapsed > pace.graceMs && heard < (pace.bytesPerSecond * elapsed) / 1000
      if (elapsed > pace.totalMs || tooSlow) finish({ problem: 'busy' })
    }
    const timer = setInterval(look, Math.min(LOOK_MS, pace.graceMs))
    request.on('data', hear).on('end', end).once('error', gone).once('close', gone)
  })
}
