/** What the browser's own reader of codes can do, where there is one (Chromium on Android and macOS); no types ship for it yet. */
type Reader = { detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]> }
type ReaderMaker = {
  new (wish: { formats: string[] }): Reader
  getSupportedFormats: () => Promise<string[]>
}
declare global {
  var BarcodeDetector: ReaderMaker | undefined
}

const QR = 'qr_code'

/** Whether this device can read a QR code through its camera, without asking for the camera. */
export async function canScan(): Promise<boolean> {
  if (globalThis.BarcodeDetector === undefined || !('mediaDevices' in navigator)) return false
  const formats = await globalThis.BarcodeDetector.getSupportedFormats()
  return formats.includes(QR)
}

/** The camera that looks away from the person. Rejects when there is none or it is refused. */
export function openCamera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
}

/** Calls `found` with each text that the camera sees, until stopped. */
export function watchCodes(video: HTMLVideoElement, found: (text: string) => void): () => void {
  const reader = globalThis.BarcodeDetector && new globalThis.BarcodeDetector({ formats: [QR] })
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  const codesIn = async () => {
    if (!reader || video.readyState < video.HAVE_CURRENT_DATA) return []
    // A frame that cannot be read (the camera starts, the page was hidden) shows no code; the next one is looked at in its turn.
    return reader.detect(video).catch(() => [])
  }
  const look = async (): Promise<void> => {
    const [code] = await codesIn()
    if (stopped) return
    if (code) found(code.rawValue)
    timer = setTimeout(() => void look(), 200)
  }
  void look()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
