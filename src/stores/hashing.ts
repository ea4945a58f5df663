import { sha256 } from '../device/hash.ts'
import type { Digest } from '../packs/source.ts'

/** The device's hash, as packs want it. */
export const digest: Digest = (bytes) =>
  sha256(
    bytes.buffer instanceof ArrayBuffer
      ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : new Uint8Array(bytes),
  )
