import * as v from 'valibot'
import { FileType } from '../domain/files.ts'
import { Page } from '../domain/pages.ts'
import { PackFile } from '../domain/packs.ts'
import { ReportLine } from '../domain/reports.ts'
import { importSources } from './import.ts'
import type { Digest, Imported, Source, Tools } from './source.ts'

/** One end of the line between a page and its worker. */
export type Port = {
  send: (message: unknown, transfer: ArrayBuffer[]) => void
  hear: (listener: (message: unknown) => void) => void
}

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
const side = v.pipe(v.number(), v.integer(), v.minValue(1))
const Drawn = v.union([
  v.picklist(['kept', 'unreadable']),
  v.object({ bytes, type: FileType, width: side, height: side }),
])

const ToWorker = v.variant('say', [
  v.object({ say: v.literal('import'), sources: v.array(v.object({ path: v.string(), bytes })) }),
  v.object({ say: v.literal('drawn'), ask: v.number(), drawn: Drawn }),
])
type ToWorker = v.InferOutput<typeof ToWorker>

const FromWorker = v.variant('say', [
  v.object({ say: v.literal('progress'), done: v.number(), total: v.number() }),
  v.object({ say: v.literal('draw'), ask: v.number(), bytes, type: v.string(), light: v.boolean() }),
  v.object({
    say: v.literal('imported'),
    pages: v.array(Page),
    files: v.array(v.object({ ref: PackFile, bytes })),
    report: v.array(ReportLine),
  }),
  v.object({ say: v.literal('failed'), reason: v.string() }),
])
type FromWorker = v.InferOutput<typeof FromWorker>

/** The worker's end: imports what it is sent, and asks the page to draw pictures, since not every browser can draw in a worker. */
export function serveImports(port: Port, digest: Digest): void {
  const waiting = new Map<number, (drawn: v.InferOutput<typeof Drawn>) => void>()
  const say = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.send(message, transfer)
  const picture: Tools['picture'] = (bytes, type, light) =>
    new Promise((resolve) => {
      const ask = waiting.size === 0 ? 0 : Math.max(...waiting.keys()) + 1
      waiting.set(ask, resolve)
      say({ say: 'draw', ask, bytes, type, light })
    })
  const work = async (sources: Source[]) => {
    const imported = await importSources(sources, {
      digest,
      picture,
      progress: (done, total) => say({ say: 'progress', done, total }),
    })
    say({ say: 'imported', ...imported }, buffersOf(imported.files))
  }
  port.hear((message) => {
    const heard: ToWorker = v.parse(ToWorker, message)
    if (heard.say === 'import')
      void work(heard.sources).catch((failure: unknown) => say({ say: 'failed', reason: String(failure) }))
    else {
      waiting.get(heard.ask)?.(heard.drawn)
      waiting.delete(heard.ask)
    }
  })
}

/** The page's end. The bytes of the sources are handed over, not copied. Rejects only when the worker itself breaks. */
export function askImport(port: Port, sources: Source[], tools: Omit<Tools, 'digest'>): Promise<Imported> {
  const say = (message: ToWorker, transfer: ArrayBuffer[] = []) => port.send(message, transfer)
  return new Promise((resolve, reject) => {
    const draw = async (ask: number, bytes: Uint8Array, type: string, light: boolean) => {
      const drawn = tools.picture ? await tools.picture(bytes, type, light) : 'kept'
      say({ say: 'drawn', ask, drawn }, typeof drawn === 'string' ? [] : buffersOf([drawn]))
    }
    port.hear((message) => {
      const heard: FromWorker = v.parse(FromWorker, message)
      switch (heard.say) {
        case 'progress':
          tools.progress?.(heard.done, heard.total)
          break
        case 'draw':
          draw(heard.ask, heard.bytes, heard.type, heard.light).catch(reject)
          break
        case 'imported':
          resolve({ pages: heard.pages, files: heard.files, report: heard.report })
          break
        case 'failed':
          reject(new Error(heard.reason))
          break
      }
    })
    say({ say: 'import', sources }, buffersOf(sources))
  })
}

/** The buffers behind some bytes, each once: one cannot be handed over twice. */
function buffersOf(parts: readonly { bytes: Uint8Array }[]): ArrayBuffer[] {
  const buffers = parts.map(({ bytes: some }) => some.buffer)
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer)
}
