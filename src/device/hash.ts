import type { Sha256 } from '../domain/ids.ts'

/** SHA-256 of some bytes, as the lower-case hexadecimal name of a file or a piece. */
export async function sha256(bytes: BufferSource): Promise<Sha256> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
