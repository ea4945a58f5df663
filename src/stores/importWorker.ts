import { startWorker } from '../device/trusted.ts'
import address from '../packs/worker.ts?worker&url'
import type { Port } from '../packs/talk.ts'

/** A worker to import in, from its start to `end`. `broken` is told when it cannot start or breaks. */
export type ImportWorker = Port & { broken: (listener: (reason: string) => void) => void; end: () => void }

export function startImportWorker(): ImportWorker {
  const worker = startWorker(address, 'import')
  return {
    send: (message, transfer) => worker.postMessage(message, { transfer }),
    hear: (listener) => worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data)),
    broken: (listener) => worker.addEventListener('error', ({ message }) => listener(message)),
    end: () => worker.terminate(),
  }
}
