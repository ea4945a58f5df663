/** The network broke off, or stopped speaking, in the middle of a body. */
export class BrokenOff extends Error {}

/** How long a body may say nothing, in milliseconds. */
const SILENCE = 20_000

/**
 * The chunks of a body. A network that fails, or is silent for too long, throws `BrokenOff`; who stops reading early closes the connection.
 * With a reader, since Safari's streams cannot be iterated.
 */
export async function* chunksOf<B extends ArrayBufferLike>(
  body: ReadableStream<Uint8Array<B>>,
  silence = SILENCE,
): AsyncGenerator<Uint8Array<B>> {
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

/** All of a body, however slowly it comes, as long as it keeps coming. Throws `BrokenOff` as `chunksOf` does. */
export async function wholeOf({ body }: Response): Promise<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  if (body) for await (const chunk of chunksOf(body)) chunks.push(chunk)
  return new Blob(chunks).arrayBuffer()
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
