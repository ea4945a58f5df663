import type { Page } from '@playwright/test'

/** What a phone writes into a photo beside the picture; nothing of it may leave. */
export const CANARY = 'GPS 43.6112 N 3.8767 E of a pupil'

/** A JPEG as a phone's camera makes it: large, lined like an exercise book, and saying where it was taken. `n` makes each another picture. */
export async function photograph(
  page: Page,
  n: number,
  { width, height }: { width: number; height: number } = { width: 4000, height: 3000 },
): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const drawn = await page.evaluate(
    async ({ n, width, height }) => {
      const canvas = new OffscreenCanvas(width, height)
      const pen = canvas.getContext('2d')
      if (!pen) throw new Error('this browser cannot draw')
      pen.fillStyle = '#fdfaf0'
      pen.fillRect(0, 0, width, height)
      pen.fillStyle = '#9db4d8'
      for (let y = 0; y < height; y += height / 40) pen.fillRect(0, y, width, 3)
      pen.fillStyle = '#1f2f6b'
      pen.font = `${height / 28}px serif`
      for (let line = 1; line < 38; line++)
        pen.fillText(
          `Exercice ${n}, ligne ${line} : trois quarts font ${n * line} douzièmes`,
          width / 20,
          (line * height) / 40,
        )
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 })
      return new Promise<string>((resolve) => {
        const reader = new FileReader()
        reader.onload = () => resolve(typeof reader.result === 'string' ? (reader.result.split(',')[1] ?? '') : '')
        reader.readAsDataURL(blob)
      })
    },
    { n, width, height },
  )
  const picture = Buffer.from(drawn, 'base64')
  const said = Buffer.from(`Exif\0\0${CANARY}`)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(said.length + 2)
  // After the two bytes that begin every JPEG.
  const buffer = Buffer.concat([picture.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, said, picture.subarray(2)])
  return { name: `photo-${n}.jpg`, mimeType: 'image/jpeg', buffer }
}
