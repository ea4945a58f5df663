import type { IncomingMessage } from 'node:http'
import * as v from 'valibot'
import { nestingOf } from '../../src/domain/lesson.ts'
import { readBody, type Pace } from './body.ts'
import { isTrouble, type Trouble } from './problem.ts'

/** Deeper than anything of ours nests, shallow enough for whatever walks it. */
const NESTING_MAX = 40

/** Reads and parses a JSON body of at most `max` bytes, gzip allowed. What does not fit the schema is `malformed`. */
export async function readJson<T>(
  request: IncomingMessage,
  schema: v.GenericSchema<unknown, T>,
  max: number,
  pace: Pace,
): Promise<{ body: T } | Trouble> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return { problem: 'malformed' }
  const bytes = await readBody(request, max, pace, ['gzip'])
  if (isTrouble(bytes)) return bytes
  const value = parse(bytes)
  if (value === undefined || nestingOf(value) > NESTING_MAX) return { problem: 'malformed' }
  const parsed = v.safeParse(schema, value)
  return parsed.success ? { body: parsed.output } : { problem: 'malformed' }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // Neither text nor JSON, or nested past what the engine reads: no schema takes undefined.
    return undefined
  }
}
