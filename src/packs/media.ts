import type { FileType } from '../domain/files.ts'

/**
 * What bytes are, whatever their name says: a type that may travel, a picture that only a device may turn into one, an archive, a program, a drawing
 * (SVG, which may hold script), text, or nothing known.
 */
export type Kind = FileType | 'picture' | 'zip' | 'program' | 'drawing' | 'text' | 'unknown'

/** A picture that a pack may hold as it is. */
export type PictureType = Extract<FileType, `image/${string}`>

export function isPicture(kind: Kind): kind is PictureType {
  return kind.startsWith('image/')
}

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))
const starts = (bytes: Uint8Array, ...first: number[]): boolean => first.every((byte, at) => bytes[at] === byte)

export function kindOf(bytes: Uint8Array): Kind {
  return pictureKind(bytes) ?? soundKind(bytes) ?? otherKind(bytes) ?? textKind(bytes) ?? 'unknown'
}

function pictureKind(bytes: Uint8Array): Kind | undefined {
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (/^GIF8[79]a/.test(ascii(bytes, 0, 6))) return 'image/gif'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'image/webp'
  if (/^(heic|heix|hevc|heif|mif1|msf1|avif|avis)$/.test(brandOf(bytes))) return 'picture'
  if (/^(II\*\0|MM\0\*)/.test(ascii(bytes, 0, 4))) return 'picture'
  // BMP: its header says how long it is, and four bytes that must be zero.
  if (ascii(bytes, 0, 2) === 'BM' && bytes.length > 26 && ascii(bytes, 6, 10) === '\0\0\0\0') return 'picture'
  return undefined
}

/** The first word of an ISO container (MP4 and its family). */
function brandOf(bytes: Uint8Array): string {
  return ascii(bytes, 4, 8) === 'ftyp' ? ascii(bytes, 8, 12) : ''
}

function soundKind(bytes: Uint8Array): Kind | undefined {
  if (ascii(bytes, 0, 3) === 'ID3' || isMpegFrame(bytes)) return 'audio/mpeg'
  if (ascii(bytes, 0, 4) === 'OggS') return 'audio/ogg'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WAVE') return 'audio/wav'
  if (/^M4[AB] $/.test(brandOf(bytes))) return 'audio/mp4'
  if (/^(isom|iso[2-9]|mp4[12]|avc1|M4V |dash|MSNV|3gp\d|f4v )$/.test(brandOf(bytes))) return 'video/mp4'
  if (starts(bytes, 0x1a, 0x45, 0xdf, 0xa3) && ascii(bytes, 0, 64).includes('webm')) return 'video/webm'
  return undefined
}

/** An MPEG layer III frame: its sync word, and no reserved value among version, layer, rate and frequency. */
function isMpegFrame(bytes: Uint8Array): boolean {
  const [sync, version = 0, rate = 0] = bytes
  return (
    sync === 0xff &&
    (version & 0xe0) === 0xe0 &&
    (version & 0x18) !== 0x08 &&
    (version & 0x06) === 0x02 &&
    (rate & 0xf0) !== 0xf0 &&
    (rate & 0x0c) !== 0x0c
  )
}

function otherKind(bytes: Uint8Array): Kind | undefined {
  if (/^PK(\x03\x04|\x05\x06)/.test(ascii(bytes, 0, 4))) return 'zip'
  if (starts(bytes, 0x7f, 0x45, 0x4c, 0x46) || ascii(bytes, 0, 2) === 'MZ' || ascii(bytes, 0, 4) === 'dex\n')
    return 'program'
  if (
    starts(bytes, 0xca, 0xfe, 0xba, 0xbe) ||
    /^(\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe)/.test(ascii(bytes, 0, 4))
  )
    return 'program'
  if (/^[\s\xef\xbb\xbf]{0,8}%PDF-/.test(ascii(bytes, 0, 16))) return 'application/pdf'
  return undefined
}

/** How far from its end a PDF may say that it ends, in bytes: writers leave a little behind it. */
const PDF_TAIL = 2048

/** Whether a PDF has its end, where its table of contents is: half of one may open in no reader. */
export function isWholePdf(bytes: Uint8Array): boolean {
  const from = Math.max(0, bytes.length - PDF_TAIL)
  return ascii(bytes, from, bytes.length).includes('%%EOF')
}

/** An SVG: its root after whatever may come before it. A comment has one end only, so that no head is slow to read. */
const DRAWING =
  /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|<\?xml[^>]*>|<!--(?:(?!-->)[\s\S])*-->|<!DOCTYPE\s+svg[^>]*>)*<svg[\s>]/i

function textKind(bytes: Uint8Array): Kind | undefined {
  const head = bytes.subarray(0, 4096)
  const wide = starts(bytes, 0xff, 0xfe) || starts(bytes, 0xfe, 0xff)
  const letters = ascii(head, 0, head.length).replaceAll('\0', '')
  if (DRAWING.test(letters)) return 'drawing'
  const zeros = head.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0)
  // 9 to 13 are spaces of text; 11 is how Word writes a new line within a paragraph.
  const controls = head.reduce(
    (count, byte) => count + (byte < 0x20 && byte !== 0 && (byte < 9 || byte > 13) ? 1 : 0),
    0,
  )
  if (controls > head.length / 50) return undefined
  return zeros === 0 || wide || zeros > head.length * 0.3 ? 'text' : undefined
}
