import { zipSync, zlibSync } from 'fflate'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

/** A file as a picker hands it over. */
export type Picked = { name: string; mimeType: string; buffer: Buffer }

const demonstration = join(import.meta.dirname, '..', 'server', 'content', 'demonstration')

/** A file of the demonstration, whole or only so many of its bytes, under its own name or another. */
export function demonstrationFile(
  name: string,
  mimeType: string,
  { bytes, as = name }: { bytes?: number; as?: string } = {},
): Picked {
  return { name: as, mimeType, buffer: readFileSync(join(demonstration, name)).subarray(0, bytes) }
}

/** A page, or anything else that is text. */
export function textFile(name: string, text: string, mimeType = 'text/markdown'): Picked {
  return { name, mimeType, buffer: Buffer.from(text) }
}

/** An archive of files given as text, or as so many zeros. */
export function zipFile(name: string, files: Record<string, string | number>): Picked {
  const entries: Record<string, Uint8Array> = {}
  for (const [path, content] of Object.entries(files))
    entries[path] = typeof content === 'number' ? new Uint8Array(content) : new TextEncoder().encode(content)
  return { name, mimeType: 'application/zip', buffer: Buffer.from(zipSync(entries)) }
}

/** What begins every program of Windows, under another name. */
export function programFile(name: string, mimeType: string): Picked {
  return { name, mimeType, buffer: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2048, 7)]) }
}

/** A PNG of one colour, of as many pixels as wanted: a wall of forty megapixels is some forty kilobytes. */
export function wallPicture(name: string, width: number, height: number): Picked {
  const rows = zlibSync(new Uint8Array((width + 1) * height), { level: 1 })
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // Eight bits of grey a pixel.
  head.set([8, 0, 0, 0, 0], 8)
  const chunk = (type: string, data: Uint8Array) => {
    const named = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const chunks = [chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', new Uint8Array())]
  return { name, mimeType: 'image/png', buffer: Buffer.concat([mark, ...chunks]) }
}
