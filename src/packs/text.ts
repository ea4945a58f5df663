/** Bytes 0x80 to 0x9f in Windows-1252, which is what files called ISO-8859-1 hold in practice; the rest of it is Unicode's first 256. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** The upper half of code page 437, in which old Windows wrote the names of files in archives. */
const DOS =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

export type Encoding = 'UTF-8' | 'UTF-16' | 'ISO-8859-1'

/** Text from bytes: by its mark, by its zeros, as UTF-8 where it is valid, else as ISO-8859-1. Undefined when it is no text. */
export function readText(bytes: Uint8Array): { text: string; encoding: Encoding } | undefined {
  const wide = orderOf(bytes)
  if (wide) return { text: clean(utf16(bytes, wide === 'little')), encoding: 'UTF-16' }
  if (bytes.subarray(0, 4096).includes(0)) return undefined
  const utf8 = readUtf8(bytes)
  if (utf8 !== undefined) return { text: clean(utf8), encoding: 'UTF-8' }
  return {
    text: clean(byTable(bytes, (byte) => (byte < 0xa0 ? WINDOWS[byte - 0x80] : undefined))),
    encoding: 'ISO-8859-1',
  }
}

/** The name of a file in an archive that does not say how it is written. */
export function readName(bytes: Uint8Array): string {
  return readUtf8(bytes) ?? byTable(bytes, (byte) => DOS[byte - 0x80])
}

function orderOf(bytes: Uint8Array): 'little' | 'big' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'little'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'big'
  const zeros = [0, 0]
  const sample = bytes.subarray(0, 2048)
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  // Latin text in UTF-16 has a zero in nearly every other byte, and none in the others.
  if (odd > sample.length * 0.3 && even === 0) return 'little'
  if (even > sample.length * 0.3 && odd === 0) return 'big'
  return undefined
}

function utf16(bytes: Uint8Array, little: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length - (bytes.length % 2))
  const units: number[] = []
  for (let at = 0; at < view.byteLength; at += 2) units.push(view.getUint16(at, little))
  return fromUnits(units)
}

/** Undefined when the bytes are not valid UTF-8. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  const units: number[] = []
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0
    const length = byte < 0x80 ? 1 : byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0
    if (length === 0 || at + length > bytes.length) return undefined
    let point = length === 1 ? byte : byte & (0xff >> (length + 1))
    for (let k = 1; k < length; k++) {
      const next = bytes[at + k] ?? 0
      if ((next & 0xc0) !== 0x80) return undefined
      point = (point << 6) | (next & 0x3f)
    }
    if (
      (length === 3 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) ||
      (length === 4 && (point < 0x10000 || point > 0x10ffff))
    )
      return undefined
    if (point < 0x10000) units.push(point)
    else units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff))
    at += length
  }
  return fromUnits(units)
}

function byTable(bytes: Uint8Array, high: (byte: number) => string | undefined): string {
  return fromUnits(Array.from(bytes, (byte) => (byte < 0x80 ? byte : (high(byte)?.charCodeAt(0) ?? byte))))
}

function fromUnits(units: readonly number[]): string {
  let text = ''
  for (let at = 0; at < units.length; at += 8192) text += String.fromCharCode(...units.slice(at, at + 8192))
  return text
}

/** Without the byte order mark, and with one kind of line end. */
function clean(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
}
