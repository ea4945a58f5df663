/** The network broke off, or stopped speaking, in the middle of a body. */
export class BrokenOff extends Error {}

/** How long a body may say nothing, in milliseconds. */
const SILENCE = 20_000

/**
 * The chunks of a body. A network that fails, or is silent for too long, throws `BrokenOff`; who stops reading early closes the connection.
 * With a reader, since Safari's streams cannot be iterated.
 */
export async function* chunksOf(body: ReadableStream<Uint8Array>, silence = SILENCE): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const next = await inTime(reader.read(), silence)
      if (next.done) return
      yield next.value
    }
  } finally {
    // The connection may be gone already; nothing is left to be told then.
    reader.cancel().catch(() => undefined)
  }
}

async function inTime<T>(reading: Promise<T>, silence: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BrokenOff('silent')), silence)
  })
  try {
    return await Promise.race([reading, silent])
  } catch (cause) {
    throw cause instanceof BrokenOff ? cause : new BrokenOff('broken off', { cause })
  } finally {
    clearTimeout(timer)
  }
}
