import { readName, readUtf8 } from './text.ts'

/** One file of an archive as its directory tells it. Sizes in bytes; `at`: where its local header lies. */
export type Entry = {
  name: string
  packed: number
  size: number
  crc: number
  method: number
  encrypted: boolean
  link: boolean
  folder: boolean
  at: number
}

const END = 0x06054b50
const END_64 = 0x06064b50
const END_64_POINTER = 0x07064b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50

/** The directory of a zip archive, nothing unpacked; undefined when it is broken or in several volumes. Stops at `most` entries and one more. */
export function readDirectory(bytes: Uint8Array, most: number): Entry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const end = endOf(view)
    if (end === undefined) return undefined
    const { count, from, volume } = whereabouts(view, end)
    if (volume !== 0 || from > bytes.length) return undefined
    const entries: Entry[] = []
    for (let at = from; entries.length < Math.min(count, most + 1);) {
      const read = readEntry(view, bytes, at)
      if (!read) return undefined
      entries.push(read.entry)
      at = read.next
    }
    return entries
  } catch (failure) {
    // A number in the directory points past the end of the file.
    if (failure instanceof RangeError) return undefined
    throw failure
  }
}

/** The packed bytes of an entry, or undefined when its own header is not there or they run past the end. */
export function packedBytes(bytes: Uint8Array, entry: Entry): Uint8Array | undefined {
  if (entry.at + 30 > bytes.length) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + entry.at, 30)
  if (view.getUint32(0, true) !== LOCAL) return undefined
  const from = entry.at + 30 + view.getUint16(26, true) + view.getUint16(28, true)
  return from + entry.packed <= bytes.length ? bytes.subarray(from, from + entry.packed) : undefined
}

/** The end record is last, before a comment of at most 65,535 bytes. */
function endOf(view: DataView): number | undefined {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 65_535); at--) {
    if (view.getUint32(at, true) === END && at + 22 + view.getUint16(at + 20, true) <= view.byteLength) return at
  }
  return undefined
}

function whereabouts(view: DataView, end: number): { count: number; from: number; volume: number } {
  const pointer = end - 20
  if (pointer >= 0 && view.getUint32(pointer, true) === END_64_POINTER) {
    const at = Number(view.getBigUint64(pointer + 8, true))
    if (view.getUint32(at, true) !== END_64) throw new RangeError('no end record')
    return {
      count: Number(view.getBigUint64(at + 32, true)),
      from: Number(view.getBigUint64(at + 48, true)),
      volume: view.getUint32(at + 16, true),
    }
  }
  return {
    count: view.getUint16(end + 10, true),
    from: view.getUint32(end + 16, true),
    volume: view.getUint16(end + 4, true),
  }
}

function readEntry(view: DataView, bytes: Uint8Array, at: number): { entry: Entry; next: number } | undefined {
  if (view.getUint32(at, true) !== ENTRY) return undefined
  const flags = view.getUint16(at + 8, true)
  const [nameBytes, extraBytes, commentBytes] = [
    view.getUint16(at + 28, true),
    view.getUint16(at + 30, true),
    view.getUint16(at + 32, true),
  ]
  const extra = at + 46 + nameBytes
  const next = extra + extraBytes + commentBytes
  if (next > bytes.length) return undefined
  const raw = bytes.subarray(at + 46, extra)
  const name = ((flags & 0x800 ? readUtf8(raw) : undefined) ?? readName(raw)).replaceAll('\\', '/')
  const [size, packed, local] = wide(view, extra, extra + extraBytes, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ])
  const attributes = view.getUint32(at + 38, true)
  return {
    entry: {
      name,
      packed,
      size,
      crc: view.getUint32(at + 16, true),
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 0x41) !== 0,
      // The upper half holds Unix modes where the archive was made on such a system.
      link: attributes >>> 28 === 0xa,
      folder: name.endsWith('/') || (attributes & 0x10) !== 0,
      at: local,
    },
    next,
  }
}

/** Numbers that do not fit 32 bits stand in an extra field, in this order, only those that are missing. */
function wide(view: DataView, from: number, to: number, numbers: [number, number, number]): [number, number, number] {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let next = at + 4
    const read = (number: number): number => {
      if (number !== 0xffffffff) return number
      next += 8
      return Number(view.getBigUint64(next - 8, true))
    }
    return [read(numbers[0]), read(numbers[1]), read(numbers[2])]
  }
  return numbers
}
