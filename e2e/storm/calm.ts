import { createHash } from 'node:crypto'
import { copyQuickly } from './clone.ts'

/**
 * Seeds replay because the storm acts only when nothing moves by itself. The stores of the devices move by `setImmediate`, which is counted here; hashing,
 * which takes its time on other threads, is done at once.
 */
const immediately = globalThis.setImmediate
let queued = 0

/** Rounds of the event loop with nothing queued before all is called still: streams and promises chain a few. */
const STILL = 3

/** Takes hold of what moves by itself, for the whole process. Once. */
export function holdStill(): void {
  copyQuickly()
  const counted = (run: (...values: unknown[]) => void, ...values: unknown[]) => {
    queued += 1
    return immediately(() => {
      queued -= 1
      run(...values)
    })
  }
  Object.defineProperty(globalThis, 'setImmediate', { value: counted, configurable: true, writable: true })
  const digest = (_name: unknown, bytes: ArrayBuffer | ArrayBufferView) => {
    const view = ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes
    const hash = createHash('sha256').update(new Uint8Array(view)).digest()
    return Promise.resolve(new Uint8Array(hash).buffer)
  }
  Object.defineProperty(globalThis.crypto.subtle, 'digest', { value: digest, configurable: true })
}

/** Resolves when every device has done what it can without an answer. */
export async function calm(): Promise<void> {
  for (let still = 0; still < STILL;) {
    await new Promise<void>((resolve) => immediately(() => resolve()))
    still = queued === 0 ? still + 1 : 0
  }
}
