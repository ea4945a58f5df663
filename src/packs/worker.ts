import { serveImports } from './talk.ts'

/** The worker of a teacher's device that turns what they bring into lessons. Its page starts one an import, and ends it afterwards. */
serveImports(
  {
    send: (message, transfer) => self.postMessage(message, { transfer }),
    hear: (listener) => self.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data)),
  },
  async (bytes) => {
    const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
    return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
  },
)
