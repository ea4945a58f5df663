import { getDocument, PDFWorker, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker&url'
import dingbats from 'pdfjs-dist/standard_fonts/FoxitDingbats.pfb?url&inline'
import symbols from 'pdfjs-dist/standard_fonts/FoxitSymbol.pfb?url&inline'
import type { StartWorker } from '../workers.ts'

/** Bullets and signs that documents count on and phones do not have. They travel in this file, so that they are there without a network. */
const FONTS: Record<string, string> = { 'FoxitDingbats.pfb': dingbats, 'FoxitSymbol.pfb': symbols }

class InlineData {
  fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const font = FONTS[filename]
    if (font === undefined) return Promise.reject(new Error(`not carried: ${filename}`))
    return Promise.resolve(Uint8Array.from(atob(font.slice(font.indexOf(',') + 1)), (letter) => letter.charCodeAt(0)))
  }
}

/** Where the decoders of scanned pages are, beside the reader; written in JavaScript, since our rules allow no other code to be made at run time. */
const DECODERS = import.meta.env.DEV ? '/node_modules/pdfjs-dist/wasm/' : '/assets/pdf/'

/** Opens a document of the device or the school by its address. `close` frees all that it took. */
export async function openPdf(
  address: string,
  startWorker: StartWorker,
): Promise<{ pdf: PDFDocumentProxy; close: () => void }> {
  const port = startWorker(workerAddress, 'pdf')
  const worker = PDFWorker.create({ port })
  const task = getDocument({
    url: address,
    worker,
    useWorkerFetch: false,
    BinaryDataFactory: InlineData,
    useWasm: false,
    wasmUrl: new URL(DECODERS, location.origin).href,
  })
  const close = () => {
    void task.destroy().finally(() => {
      worker.destroy()
      port.terminate()
    })
  }
  try {
    return { pdf: await task.promise, close }
  } catch (failure) {
    close()
    throw failure
  }
}
