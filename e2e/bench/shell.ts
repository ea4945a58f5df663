import { chromium, type CDPSession } from '@playwright/test'
import { chromiumPath, ensureChromium, FLAGS } from '../chromium.ts'
import { startSchool } from '../school.ts'

type Loaded = { type: string; url: string; bytes: number }

/** Every answer that comes over the wire to this page, by kind, with its compressed length in bytes. */
async function listen(session: CDPSession): Promise<Loaded[]> {
  const kinds = new Map<string, { type: string; url: string }>()
  const loaded: Loaded[] = []
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (!response.fromServiceWorker) kinds.set(requestId, { type, url: response.url })
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const known = kinds.get(requestId)
    if (known) loaded.push({ ...known, bytes: encodedDataLength })
  })
  await session.send('Network.enable')
  return loaded
}

/** Compressed bytes that a pupil's first visit loads, from the card's link to the first screen. Aim: at most 100 kB of script and style. */
export async function shell(): Promise<Record<string, unknown>> {
  ensureChromium()
  const school = await startSchool()
  const executablePath = chromiumPath()
  const browser = await chromium.launch({ args: FLAGS, ...(executablePath === undefined ? {} : { executablePath }) })
  try {
    const page = await browser.newPage({
      viewport: { width: 360, height: 740 },
      locale: 'fr-FR',
      serviceWorkers: 'block',
    })
    const loaded = await listen(await page.context().newCDPSession(page))
    await page.goto(school.card('pupil').url)
    await page.waitForURL(/\/p\/[^/]+\/todo/)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    const sum = (...types: string[]) =>
      loaded.filter((one) => types.includes(one.type)).reduce((total, one) => total + one.bytes, 0)
    const scriptAndStyle = sum('Script', 'Stylesheet')
    return {
      scriptAndStyleBytes: scriptAndStyle,
      scriptBytes: sum('Script'),
      styleBytes: sum('Stylesheet'),
      documentBytes: sum('Document'),
      dataBytes: sum('Fetch', 'XHR'),
      pictureBytes: sum('Image'),
      requests: loaded.length,
      aimBytes: 100_000,
      withinAim: scriptAndStyle <= 100_000,
    }
  } finally {
    await browser.close()
    await school.remove()
  }
}
