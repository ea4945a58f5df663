import type { PictureType } from './media.ts'

/** What a picture's header says. `turned`: it is shown on its side, so that width and height change places. `personal`: it carries EXIF, perhaps a place. */
export type Size = { width: number; height: number; turned: boolean; personal: boolean }

/** Undefined when the header cannot be read or says nothing sensible. */
export function sizeOf(bytes: Uint8Array, type: PictureType): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const size = read(view, type)
    return size && size.width > 0 && size.height > 0 ? size : undefined
  } catch (failure) {
    // A header that points past the end of the file.
    if (failure instanceof RangeError) return undefined
    throw failure
  }
}

function read(view: DataView, type: PictureType): Size | undefined {
  switch (type) {
    case 'image/png':
      return png(view)
    case 'image/gif':
      return gif(view)
    case 'image/webp':
      return webp(view)
    case 'image/jpeg':
      return jpeg(view)
  }
}

const plain = (width: number, height: number, personal = false): Size => ({ width, height, turned: false, personal })

function png(view: DataView): Size {
  let personal = false
  for (let at = 8; at + 8 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const chunk = view.getUint32(at + 4)
    if (chunk === 0x65584966) personal = true
    if (chunk === 0x49444154) break
  }
  return plain(view.getUint32(16), view.getUint32(20), personal)
}

function gif(view: DataView): Size {
  return plain(view.getUint16(6, true), view.getUint16(8, true))
}

function webp(view: DataView): Size | undefined {
  const kind = view.getUint32(12)
  if (kind === 0x56503858) {
    const three = (at: number) => 1 + view.getUint8(at) + (view.getUint8(at + 1) << 8) + (view.getUint8(at + 2) << 16)
    return plain(three(24), three(27), (view.getUint8(20) & 0x08) !== 0)
  }
  if (kind === 0x5650384c) {
    const bits = view.getUint32(21, true)
    return plain(1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff))
  }
  if (kind === 0x56503820) return plain(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
  return undefined
}

/** Walks the segments to the frame's header; on the way, EXIF (APP1) says whether the picture lies on its side. */
function jpeg(view: DataView): Size | undefined {
  let turned = false
  let personal = false
  for (let at = 2; at + 4 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)]
      return turned ? { width: height, height: width, turned, personal } : { width, height, turned, personal }
    }
    if (marker === 0xe1) {
      personal = true
      turned ||=
        orientation(
          new DataView(
            view.buffer,
            view.byteOffset + at + 4,
            Math.min(view.getUint16(at + 2), view.byteLength - at - 4),
          ),
        ) >= 5
    }
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

/** 1 to 8, as EXIF writes it; 1 when it says nothing or breaks off. */
function orientation(view: DataView): number {
  const [exif, tiff] = [0x45786966, 6]
  if (view.byteLength < 14 || view.getUint32(0) !== exif) return 1
  const little = view.getUint16(tiff) === 0x4949
  const directory = tiff + view.getUint32(tiff + 4, little)
  for (let at = directory + 2; at + 12 <= view.byteLength; at += 12) {
    if (view.getUint16(at, little) === 0x0112) return view.getUint16(at + 8, little)
  }
  return 1
}
