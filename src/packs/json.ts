import { DEPTH_MAX, nestingOf } from '../domain/lesson.ts'
import { readUtf8 } from './text.ts'

/** Levels of JSON that a lesson may cost: an item of a list costs three, and what is around the blocks is in the ten. */
const LEVELS_MAX = 3 * DEPTH_MAX + 10

/** Looked at before a schema walks the tree, so that a hostile file cannot exhaust the stack. */
export function isTooDeep(value: unknown): boolean {
  return nestingOf(value) > LEVELS_MAX
}

/** What JSON bytes say, or undefined when they are no JSON or nest too deep. */
export function readJson(bytes: Uint8Array): unknown {
  const text = readUtf8(bytes)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isTooDeep(value) ? undefined : value
  } catch {
    // Not JSON, or nested past what the engine reads: undefined fits no schema.
    return undefined
  }
}
