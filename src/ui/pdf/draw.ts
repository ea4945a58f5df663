import { TextLayer, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** More pixels than this on one page and small phones give up. */
const PIXELS_MAX = 12_000_000

/** Draws a page `width` CSS pixels wide, then lays its words over it, for selection and for those who listen. Answers how to stop. */
export function drawPage(
  page: PDFPageProxy,
  width: number,
  canvas: HTMLCanvasElement,
  words: HTMLElement,
): { done: Promise<void>; stop: () => void } {
  const plain = page.getViewport({ scale: 1 })
  const scale = width / plain.width
  const sharpness = Math.min(devicePixelRatio, Math.sqrt(PIXELS_MAX / (plain.width * plain.height)) / scale)
  const viewport = page.getViewport({ scale: scale * sharpness })
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  words.replaceChildren()
  words.style.setProperty('--total-scale-factor', String(scale))
  const drawing = page.render({ canvas, viewport })
  const text = new TextLayer({
    textContentSource: page.streamTextContent(),
    container: words,
    viewport: page.getViewport({ scale }),
  })
  return {
    done: Promise.all([drawing.promise, text.render()]).then(() => undefined),
    stop: () => {
      drawing.cancel()
      text.cancel()
    },
  }
}

/** Frees the pixels of a page that is out of sight. */
export function clearPage(canvas: HTMLCanvasElement, words: HTMLElement): void {
  canvas.width = 0
  canvas.height = 0
  words.replaceChildren()
}

/** Whether a drawing ended because it was told to stop. */
export function wasStopped(failure: unknown): boolean {
  return (
    failure instanceof Error && (failure.name === 'RenderingCancelledException' || failure.name === 'AbortException')
  )
}
