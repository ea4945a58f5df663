import { GROUPS, type Group } from './manifest.ts'

/** The name under which the browser wakes the worker to send what waits. */
export const SYNC_TAG = 'outbox'

/** What a new worker asks pages, which answer on the port that came with it once they run. */
export const DO_YOU_RUN = { running: '?' }

/** Reads whether the worker asks so. */
export function asksWhetherRunning(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'running' in data && data.running === DO_YOU_RUN.running
}

/** What a page says to the worker. `keep` is answered by `true` or `false` on the port that came with it. */
export type Word = { keep: Group } | { skipWaiting: true }

/** Reads what a page said; undefined for anything else. */
export function wordOf(data: unknown): { keep: Group } | 'skipWaiting' | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  if ('skipWaiting' in data && data.skipWaiting === true) return 'skipWaiting'
  const group = 'keep' in data ? GROUPS.find((one) => one === data.keep) : undefined
  return group && { keep: group }
}
