import { chromium, type CDPSession } from '@playwright/test'
import { ensureChromium, FLAGS, launching } from './chromium.ts'
import type { School } from './school.ts'

/** What a pupil's first visit should load of script and style at most, compressed as served and with the headers of its answers, in bytes. */
export const VISIT_AIM = 100_000
/** What it loads now, and a little: Vue, Dexie and the router are sixty-one of it. It may shrink, never grow. */
export const VISIT_LIMIT = 108_000

type Loaded = { type: string; url: string; bytes: number }

/** What a first visit loaded, in bytes over the wire: each answer with its headers. */
export type Visit = {
  scriptAndStyleBytes: number
  scriptBytes: number
  styleBytes: number
  documentBytes: number
  dataBytes: number
  pictureBytes: number
  requests: number
}

/**
 * Every answer that comes over the wire to this page, by kind, with its compressed length in bytes. Script and style
 * asked once `close` was called are not counted: on a slow machine the next round begins before the line is still.
 */
async function listen(session: CDPSession): Promise<{ loaded: Loaded[]; close: () => void }> {
  let open = true
  const asked = new Set<string>()
  const kinds = new Map<string, { type: string; url: string }>()
  const loaded: Loaded[] = []
  session.on('Network.requestWillBeSent', ({ requestId }) => {
    if (open) asked.add(requestId)
  })
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    const later = (type === 'Script' || type === 'Stylesheet') && !asked.has(requestId)
    if (!later && !response.fromServiceWorker) kinds.set(requestId, { type, url: response.url })
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const known = kinds.get(requestId)
    if (known) loaded.push({ ...known, bytes: encodedDataLength })
  })
  await session.send('Network.enable')
  return { loaded, close: () => (open = false) }
}

/** A pupil's first visit, from the card's link until their home is there, their lessons come, and nothing more is on its way. */
export async function firstVisit(school: School): Promise<Visit> {
  ensureChromium()
  const browser = await chromium.launch({ args: FLAGS, ...launching() })
  try {
    const page = await browser.newPage({
      viewport: { width: 360, height: 740 },
      locale: 'fr-FR',
      serviceWorkers: 'block',
    })
    const { loaded, close } = await listen(await page.context().newCDPSession(page))
    const lessons = page.waitForResponse((answer) => new URL(answer.url()).pathname.startsWith('/files/'))
    await page.goto(school.card('pupil').url)
    await page.waitForURL(/\/p\/[^/]+\/todo/)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await lessons
    close()
    await page.waitForLoadState('networkidle')
    const sum = (...types: string[]) =>
      loaded.filter((one) => types.includes(one.type)).reduce((total, one) => total + one.bytes, 0)
    return {
      scriptAndStyleBytes: sum('Script', 'Stylesheet'),
      scriptBytes: sum('Script'),
      styleBytes: sum('Stylesheet'),
      documentBytes: sum('Document'),
      dataBytes: sum('Fetch', 'XHR'),
      pictureBytes: sum('Image'),
      requests: loaded.length,
    }
  } finally {
    await browser.close()
  }
}
