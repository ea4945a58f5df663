import { gzipSync } from 'fflate'
import type { Version } from './manifest.ts'

/** Bytes that a device fetches for a version, on the line: the text comes compressed, pictures and the rest are so already. */
export type Weight = { essentialBytes: number; fullBytes: number }

export function weightOf({ text, manifest, facts }: Version): Weight {
  const spared = [text, manifest].reduce((sum, { bytes }) => sum + bytes.length - zippedLength(bytes), 0)
  return { essentialBytes: facts.essentialBytes - spared, fullBytes: facts.fullBytes - spared }
}

/** As servers do it; a small file is not worth it. */
function zippedLength(bytes: Uint8Array): number {
  return bytes.length < 512 ? bytes.length : Math.min(bytes.length, gzipSync(bytes, { level: 9 }).length)
}
