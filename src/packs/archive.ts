import { Inflate } from 'fflate'
import type { Report } from '../domain/reports.ts'
import { isLitter, pathIn } from './paths.ts'
import type { Source } from './source.ts'
import { packedBytes, readDirectory, type Entry } from './zip.ts'

/** What an archive may hold. Bytes are counted unpacked; `ratio` is unpacked to packed, looked at only above `plain` bytes, since small text packs well. */
export type ArchiveLimits = { files: number; bytes: number; ratio: number; plain: number }

export const ARCHIVE_LIMITS: ArchiveLimits = { files: 3000, bytes: 300_000_000, ratio: 100, plain: 10_000_000 }

/** Office and e-book files are archives too, but none of ours. */
const FOREIGN = /^(\[Content_Types\]\.xml|mimetype|META-INF\/MANIFEST\.MF|imsmanifest\.xml|moodle_backup\.xml)$/

/**
 * The files of a zip archive, or why it is refused as a whole. Everything the directory tells is checked before a byte is unpacked; then each file must
 * have exactly the length and the checksum that the directory told. Memory: what the limits allow, and 16 MB.
 */
export function openArchive(bytes: Uint8Array, limits: ArchiveLimits = ARCHIVE_LIMITS): Source[] | Report {
  const entries = readDirectory(bytes, limits.files)
  if (!entries) return 'archiveBroken'
  const refusal = judge(entries, limits)
  if (refusal) return refusal
  const sources: Source[] = []
  const seen = new Set<string>()
  for (const entry of entries) {
    const path = pathIn('', entry.name)
    if (path === undefined || entry.folder || isLitter(path)) continue
    const unpacked = unpack(bytes, entry)
    if (!unpacked || seen.has(path)) return 'archiveBroken'
    seen.add(path)
    sources.push({ path, bytes: unpacked })
  }
  return sources
}

function judge(entries: readonly Entry[], limits: ArchiveLimits): Report | undefined {
  if (entries.length > limits.files) return 'archiveTooMany'
  if (entries.some((entry) => FOREIGN.test(entry.name))) return 'unknownType'
  if (entries.some((entry) => entry.encrypted)) return 'archiveEncrypted'
  if (entries.some((entry) => entry.link || leadsOutside(entry.name))) return 'archiveOutside'
  if (entries.some((entry) => entry.method !== 0 && entry.method !== 8)) return 'archiveMethod'
  if (entries.some((entry) => entry.method === 0 && entry.size !== entry.packed)) return 'archiveBroken'
  const sum = (count: (entry: Entry) => number) => entries.reduce((total, entry) => total + count(entry), 0)
  const size = sum((entry) => entry.size)
  if (size > limits.plain && size > limits.ratio * sum((entry) => entry.packed)) return 'archiveBomb'
  if (entries.some((entry) => entry.size > limits.plain && entry.size > limits.ratio * entry.packed))
    return 'archiveBomb'
  if (overlap(entries)) return 'archiveBomb'
  return size > limits.bytes ? 'archiveTooLarge' : undefined
}

function leadsOutside(name: string): boolean {
  return name.startsWith('/') || /^[a-z]:/i.test(name) || name.includes('\0') || name.split('/').includes('..')
}

/** The densest bombs give one packed stream to many names. */
function overlap(entries: readonly Entry[]): boolean {
  const byPlace = [...entries].sort((a, b) => a.at - b.at)
  return byPlace.some((entry, index) => {
    const next = byPlace[index + 1]
    return next !== undefined && entry.at + 30 + entry.packed > next.at
  })
}

/** Undefined when the bytes are not what the directory told. Stops as soon as there are more. */
function unpack(bytes: Uint8Array, entry: Entry): Uint8Array | undefined {
  const packed = packedBytes(bytes, entry)
  if (!packed) return undefined
  const unpacked = entry.method === 0 ? packed.slice() : inflate(packed, entry.size)
  return unpacked && checksum(unpacked) === entry.crc ? unpacked : undefined
}

const STEP = 16_384

function inflate(packed: Uint8Array, size: number): Uint8Array | undefined {
  const out = new Uint8Array(size)
  let at = 0
  const stream = new Inflate((chunk) => {
    if (at + chunk.length > size) throw new RangeError('more than the directory told')
    out.set(chunk, at)
    at += chunk.length
  })
  try {
    for (let from = 0; from < packed.length; from += STEP)
      stream.push(packed.subarray(from, from + STEP), from + STEP >= packed.length)
  } catch {
    // Not deflate, cut short, or longer than told: in all cases the archive is broken.
    return undefined
  }
  return at === size ? out : undefined
}

const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** CRC-32, as zip counts it. */
function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0)
  return ~value >>> 0
}
