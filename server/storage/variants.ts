import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { bytesOf, isThere, writeWhole, type Disk } from './disk.ts'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Below this many bytes a compressed answer saves nothing. */
const WORTH_BYTES = 512
const ENDINGS = ['.br', '.gz'] as const
/**
 * How hard Brotli tries: as hard as it can for what is written once and sent for years; for what is written while somebody waits, where more gains nothing.
 * Of a feed's segment of 13 kB, 9 takes a hundred times as long as 5 and is 0.3 % smaller: from 7 on it fills tables that are larger than the text.
 */
const UTMOST = 11
const BRISK = 5

/**
 * Writes a text for the world with its compressed variants beside it. The variants first: whenever this stops, none of them is of older bytes than the
 * text, so that whoever serves them need not compare. A text that is there already is left alone.
 */
export async function writeText(disk: Disk, path: string, text: string): Promise<void> {
  const bytes = Buffer.from(text)
  if ((await bytesOf(disk, path))?.equals(bytes)) return
  await writeVariantsOf(disk, path, bytes, BRISK)
  await writeWhole(disk, path, [bytes], 'anyone')
}

/** Writes `<path>.br` and `<path>.gz` beside a text that never changes: Express does not compress, and doing it at each request would cost a phone's patience. */
export async function writeVariants(disk: Disk, path: string): Promise<void> {
  // The last to be written: where it is, nothing is missing.
  if (await isThere(disk, path + ENDINGS[1])) return
  const bytes = await bytesOf(disk, path)
  if (bytes) await writeVariantsOf(disk, path, bytes, UTMOST)
}

async function writeVariantsOf(disk: Disk, path: string, bytes: Uint8Array, quality: number): Promise<void> {
  if (bytes.length < WORTH_BYTES) {
    for (const ending of ENDINGS) await disk.rm(path + ending, { force: true })
    return
  }
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  await writeWhole(disk, path + ENDINGS[0], [await brotli(bytes, { params })], 'anyone')
  await writeWhole(disk, path + ENDINGS[1], [await zip(bytes, { level: 9 })], 'anyone')
}
