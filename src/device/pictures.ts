/** A picture drawn again: without anything its file said about who took it, when and where, and the right way up. */
export type Picture = {
  bytes: Uint8Array<ArrayBuffer>
  type: 'image/webp' | 'image/jpeg'
  width: number
  height: number
}

/** How a picture should come out: at most so many pixels on its longest side, and so many bytes as far as it stays readable. */
export type Frame = { side: number; bytes: number }

/** A photo of an exercise book: handwriting stays readable, and ten of them leave over a slow network. */
export const PHOTO: Frame = { side: 2000, bytes: 300_000 }

/** A picture of a lesson, on a phone. */
export const LESSON_PICTURE: Frame = { side: 1600, bytes: 200_000 }

/** Beyond this many pixels opening a picture would take more memory than a small phone has. */
export const PIXELS_MAX = 100_000_000

/** From sharp to small: quality first, then size. The last one is taken whatever it weighs. */
const STEPS = [
  { scale: 1, quality: 0.82 },
  { scale: 1, quality: 0.68 },
  { scale: 0.9, quality: 0.6 },
  { scale: 0.8, quality: 0.5 },
  { scale: 0.8, quality: 0.4 },
  { scale: 0.64, quality: 0.4 },
] as const

/** Whether this browser can read a picture at all. */
export async function canRead(blob: Blob): Promise<boolean> {
  const bitmap = await open(blob)
  bitmap?.close()
  return bitmap !== undefined
}

/**
 * Draws a picture again inside a frame; undefined when this browser cannot read it. `size`: what its header says, as it is shown; with it a large one is
 * made smaller while it is opened, so that the pixels of 40 megapixels are not kept.
 */
export async function redraw(
  blob: Blob,
  frame: Frame,
  size?: { width: number; height: number },
): Promise<Picture | undefined> {
  const fit = size ? frame.side / Math.max(size.width, size.height) : 1
  const bitmap = await open(blob, size && fit < 0.7 ? Math.max(1, Math.round(size.width * fit)) : undefined)
  if (!bitmap) return undefined
  try {
    return await lighter(bitmap, frame)
  } finally {
    bitmap.close()
  }
}

async function open(blob: Blob, resizeWidth?: number): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(blob, {
      imageOrientation: 'from-image',
      ...(resizeWidth !== undefined && { resizeWidth, resizeQuality: 'high' }),
    })
  } catch {
    // The browser's only way to say that these bytes are no picture, or one too large for it.
    return undefined
  }
}

async function lighter(bitmap: ImageBitmap, frame: Frame): Promise<Picture | undefined> {
  const fit = Math.min(1, frame.side / Math.max(bitmap.width, bitmap.height))
  let last: Picture | undefined
  for (const { scale, quality } of STEPS) {
    last = await encode(bitmap, fit * scale, quality)
    if (!last || last.bytes.length <= frame.bytes) break
  }
  return last
}

/** WebP where the browser writes it; else JPEG, on white since it has no transparency. */
async function encode(bitmap: ImageBitmap, scale: number, quality: number): Promise<Picture | undefined> {
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const webp = await paint(bitmap, { width, height, type: 'image/webp', quality })
  const blob = webp?.type === 'image/webp' ? webp : await paint(bitmap, { width, height, type: 'image/jpeg', quality })
  const type = blob?.type
  if (!blob || (type !== 'image/webp' && type !== 'image/jpeg')) return undefined
  return { bytes: new Uint8Array(await blob.arrayBuffer()), type, width, height }
}

type Painting = { width: number; height: number; type: 'image/webp' | 'image/jpeg'; quality: number }

/** Null when the canvas has no memory for it: old phones give up this way. */
async function paint(bitmap: ImageBitmap, { width, height, type, quality }: Painting): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) return null
  if (type === 'image/jpeg') {
    context.fillStyle = 'white'
    context.fillRect(0, 0, width, height)
  }
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, width, height)
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality))
}
