import { chromium, expect, type BrowserContext, type Page } from '@playwright/test'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FLAGS, launching, type Browser } from './chromium.ts'
import { openLine } from './line.ts'
import type { DemoCard } from './school.ts'

/** What a device may be like, beyond a phone in French. */
export type DeviceWish = {
  width?: number
  height?: number
  locale?: string
  dark?: boolean
  scripts?: boolean
  /** Without a service worker, as some browsers are in private windows. */
  worker?: boolean
  browser?: Browser
  /** Where another program, such as Lighthouse, may speak with the browser. */
  debugPort?: number
}

/**
 * A phone or a laptop with a browser profile of its own on disk, so that it can be switched off and on again. `line(false)` is flight mode, the
 * service worker included; it outlives a restart.
 */
export type Device = {
  page: Page
  context: BrowserContext
  /** Opens a card's link and waits for the person's first page. */
  signIn: (card: DemoCard) => Promise<void>
  /** Waits until the application itself is on the device: what a person has after their first visit. */
  carried: () => Promise<void>
  line: (up: boolean) => Promise<void>
  /** The browser is closed and opened again, on no page. */
  restart: () => Promise<void>
  /** SIGKILL to every process of the browser, which then is opened again, on no page. */
  crash: () => Promise<void>
  /** The browser is closed, some of what it keeps is cleared, as it does by itself to make room or after a long absence, and it is opened again, on no page. */
  wipe: (...what: ('IndexedDB' | 'Local Storage')[]) => Promise<void>
  /**
   * The browser is closed, all that it keeps on the disk is searched for these words, and it is opened again, on no page. Answers the files that hold them, but for
   * the store's own: what was deleted from it, it writes over when it likes.
   */
  traces: (words: string) => Promise<string[]>
  /** What the pages complained about in the console since the last restart. */
  complaints: string[]
  remove: () => Promise<void>
}

/** What the browser itself says of a request that nobody answered, and of a worker's script. */
const LINE_DOWN = /net::|Failed to load resource|error occurred when fetching the script/

/** Run in a page: what lacks before the application is on the device. The worker is in charge, and has every page of each group it began to keep. */
async function lacking(): Promise<string> {
  const groups = (await caches.keys()).flatMap((name) => /^pages (\w+) /.exec(name)?.[1] ?? [])
  const worker = navigator.serviceWorker.controller
  if (worker === null) return 'a worker in charge'
  if (groups.length === 0) return 'pages'
  const answers = groups.map((group) => {
    const { port1, port2 } = new MessageChannel()
    const answer = new Promise<string>((resolve) => {
      port1.onmessage = ({ data }) => resolve(data === true ? '' : `pages of ${group}`)
      setTimeout(() => resolve(`an answer about ${group}`), 10_000)
    })
    worker.postMessage({ keep: group }, [port2])
    return answer
  })
  return (await Promise.all(answers)).filter((one) => one !== '').join(', ')
}

/** No goodbye: the browser writes nothing more. */
async function killBrowser(context: BrowserContext): Promise<void> {
  const session = await context.browser()?.newBrowserCDPSession()
  if (!session) throw new Error('the browser cannot be spoken with')
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const gone = new Promise((resolve) => context.once('close', resolve))
  for (const { id, type } of processInfo.sort((one) => (one.type === 'browser' ? -1 : 1))) {
    try {
      process.kill(id, 'SIGKILL')
    } catch (error) {
      // Its parts may end by themselves once it is gone.
      if (type === 'browser') throw error
    }
  }
  await gone
}

/** `school`: the port that it answers on. */
export async function openDevice(school: number, wish: DeviceWish = {}): Promise<Device> {
  const line = await openLine(school)
  // Playwright's own flight mode reaches pages at once but a worker only when it has found it: at its start a browser wakes the worker to send
  // what waits, and that got through. The flight mode is what a page is told of, the line is what is cut.
  const flags = [...FLAGS, `--host-resolver-rules=MAP localhost:${school} 127.0.0.1:${line.port}`]
  const folder = mkdtempSync(join(tmpdir(), 'cartable-device-'))
  let up = true
  const complaints: string[] = []

  const start = async () => {
    const context = await chromium.launchPersistentContext(folder, {
      args: wish.debugPort === undefined ? flags : [...flags, `--remote-debugging-port=${wish.debugPort}`],
      ...launching(wish.browser),
      viewport: { width: wish.width ?? 360, height: wish.height ?? 740 },
      locale: wish.locale ?? 'fr-FR',
      timezoneId: 'Europe/Paris',
      colorScheme: wish.dark ? 'dark' : 'light',
      javaScriptEnabled: wish.scripts ?? true,
      serviceWorkers: (wish.worker ?? true) ? 'allow' : 'block',
      offline: !up,
      acceptDownloads: true,
    })
    // A word that is not on screen fails here, not at the end of the journey.
    context.setDefaultTimeout(40_000)
    const page = context.pages()[0] ?? (await context.newPage())
    complaints.length = 0
    context.on('weberror', (error) => complaints.push(String(error.error())))
    context.on('console', (said) => {
      // A network that is down is said by the browser for each request; that is what many journeys are about.
      if (said.type() === 'error' && !LINE_DOWN.test(said.text())) complaints.push(said.text())
    })
    return { context, page }
  }

  const device: Device = {
    ...(await start()),
    complaints,
    async signIn(card) {
      await device.page.goto(card.url)
      await device.page.waitForURL(/\/p\/[^/]+\/[a-z]+/)
      await device.page.getByRole('heading', { level: 1 }).first().waitFor()
    },
    async carried() {
      await expect.poll(() => device.page.evaluate(lacking), { timeout: 60_000 }).toBe('')
    },
    async line(now) {
      up = now
      line.set(now)
      await device.context.setOffline(!now)
    },
    async restart() {
      await device.context.close()
      Object.assign(device, await start())
    },
    async crash() {
      await killBrowser(device.context)
      Object.assign(device, await start())
    },
    async wipe(...what) {
      await device.context.close()
      for (const one of what) rmSync(join(folder, 'Default', one), { recursive: true })
      Object.assign(device, await start())
    },
    async traces(words) {
      await device.context.close()
      const spelled = (['utf8', 'utf16le', 'latin1'] as const).map((encoding) => Buffer.from(words, encoding))
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      const found = names.filter((name) => {
        const path = join(folder, name)
        if (name.includes('IndexedDB') || !lstatSync(path).isFile()) return false
        const bytes = readFileSync(path)
        return spelled.some((one) => bytes.includes(one))
      })
      Object.assign(device, await start())
      return found
    },
    async remove() {
      await device.context.close()
      await line.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return device
}
