import { describe, expect, it, vi } from 'vitest'
import { keepPages, registering, reloadKept, reloadOnLostPage, type Browser, type Registering } from './register.ts'

class FakeWorker extends EventTarget {
  state = 'installing'
  heard: unknown[] = []
  postMessage(word: unknown, ports: MessagePort[] = []): void {
    this.heard.push(word)
    for (const port of ports) port.postMessage(true)
  }
}

class FakeRegistration extends EventTarget {
  active: FakeWorker | null = null
  waiting: FakeWorker | null = null
  installing: FakeWorker | null = null
  updates = 0
  answers = false
  update(): Promise<void> {
    this.updates += 1
    return this.answers ? Promise.resolve() : Promise.reject(new TypeError('offline'))
  }
}

class FakeContainer extends EventTarget {
  controller: object | null = {}
  registration = new FakeRegistration()
  asked = 0
  refuses = false
  register(): Promise<FakeRegistration> {
    this.asked += 1
    return this.refuses ? Promise.reject(new TypeError('no script')) : Promise.resolve(this.registration)
  }
  get ready() {
    return Promise.resolve({ active: this.registration.waiting })
  }
}

function setUp() {
  const container = new FakeContainer()
  const page = new EventTarget()
  const memory = new Map<string, string>()
  const seen = { reloads: 0, saves: 0, offers: [] as (() => void)[] }
  const time = { now: 0 }
  const line = { up: true, keeps: true }
  const browser: Browser = {
    container: container as unknown as Browser['container'],
    page,
    memory: { getItem: (key) => memory.get(key) ?? null, setItem: (key, value) => void memory.set(key, value) },
    reload: () => (seen.reloads += 1),
    online: () => line.up,
    now: () => time.now,
  }
  const wish: Registering = {
    address: '/worker.js',
    build: 'b1',
    onUpdate: (apply) => seen.offers.push(apply),
    beforeReload: () => {
      seen.saves += 1
      return Promise.resolve(line.keeps)
    },
  }
  return { container, page, seen, browser, wish, time, line }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

describe('an update', () => {
  it('is offered, and only put in place when the person says so, after saving', async () => {
    const { container, seen, browser, wish } = setUp()
    await registering(wish, browser)()
    const next = new FakeWorker()
    container.registration.installing = next
    container.registration.dispatchEvent(new Event('updatefound'))
    next.state = 'installed'
    next.dispatchEvent(new Event('statechange'))
    expect(seen.offers).toHaveLength(1)
    expect([next.heard, seen.reloads]).toEqual([[], 0])
    seen.offers[0]?.()
    expect(next.heard).toEqual([{ skipWaiting: true }])
    expect(seen.reloads).toBe(0)
    container.dispatchEvent(new Event('controllerchange'))
    await settled()
    expect([seen.saves, seen.reloads]).toEqual([1, 1])
  })

  it('is asked for again until the worker that it takes the place of is gone', async () => {
    const { container, seen, browser, wish } = setUp()
    const next = new FakeWorker()
    next.state = 'installed'
    container.registration.waiting = next
    await registering(wish, browser)()
    vi.useFakeTimers()
    seen.offers[0]?.()
    vi.advanceTimersByTime(4_500)
    expect(next.heard).toHaveLength(3)
    next.state = 'activating'
    vi.advanceTimersByTime(60_000)
    vi.useRealTimers()
    expect(next.heard).toHaveLength(3)
  })

  it('put in place by another tab is offered here, never forced', async () => {
    const { container, seen, browser, wish } = setUp()
    await registering(wish, browser)()
    container.dispatchEvent(new Event('controllerchange'))
    await settled()
    expect([seen.offers.length, seen.reloads]).toEqual([1, 0])
    seen.offers[0]?.()
    await settled()
    expect(seen.reloads).toBe(1)
  })

  it('that was ready before the page opened is offered at once', async () => {
    const { container, seen, browser, wish } = setUp()
    container.registration.waiting = new FakeWorker()
    await registering(wish, browser)()
    expect(seen.offers).toHaveLength(1)
  })

  it('the first worker of a device is no update', async () => {
    const { container, seen, browser, wish } = setUp()
    container.controller = null
    await registering(wish, browser)()
    const first = new FakeWorker()
    container.registration.installing = first
    container.registration.dispatchEvent(new Event('updatefound'))
    first.state = 'installed'
    first.dispatchEvent(new Event('statechange'))
    container.dispatchEvent(new Event('controllerchange'))
    await settled()
    expect([seen.offers.length, seen.reloads]).toEqual([0, 0])
  })

  it('is looked for once an hour while the page is open, and again when that could not be', async () => {
    const { container, browser, wish, time, line } = setUp()
    const register = registering(wish, browser)
    await register()
    container.registration.active = new FakeWorker()
    await register()
    expect(container.registration.updates).toBe(0)
    time.now = 3600_000
    line.up = false
    await register()
    expect(container.registration.updates).toBe(0)
    line.up = true
    await register()
    await settled()
    await register()
    expect(container.registration.updates).toBe(2)
    container.registration.answers = true
    await settled()
    await register()
    await register()
    expect(container.registration.updates).toBe(3)
  })
})

it('a lost page is reloaded once a build, then left to show its error', async () => {
  const { page, seen, browser, wish } = setUp()
  reloadOnLostPage(wish, browser)
  const first = new Event('vite:preloadError', { cancelable: true })
  page.dispatchEvent(first)
  const second = new Event('vite:preloadError', { cancelable: true })
  page.dispatchEvent(second)
  await settled()
  expect([first.defaultPrevented, second.defaultPrevented]).toEqual([true, false])
  expect([seen.saves, seen.reloads]).toEqual([1, 1])
})

it('a page that is not kept shows its error where a reload would bring nothing', async () => {
  const { page, seen, browser, wish, line } = setUp()
  reloadOnLostPage(wish, browser)
  line.up = false
  page.dispatchEvent(new Event('vite:preloadError', { cancelable: true }))
  await settled()
  expect(seen.reloads).toBe(0)
})

it('a page whose text could not be kept is not reloaded', async () => {
  const { container, seen, browser, wish, line } = setUp()
  container.registration.waiting = new FakeWorker()
  await registering(wish, browser)()
  line.keeps = false
  seen.offers[0]?.()
  container.dispatchEvent(new Event('controllerchange'))
  await settled()
  expect([seen.saves, seen.reloads]).toEqual([1, 0])
})

it('whatever wants a page to go, it goes once its text is kept, and stays when it cannot be', async () => {
  const { seen, browser, wish, line } = setUp()
  line.keeps = false
  expect(await reloadKept(wish, browser)).toBe(false)
  expect([seen.saves, seen.reloads]).toEqual([1, 0])
  line.keeps = true
  expect(await reloadKept(wish, browser)).toBe(true)
  expect([seen.saves, seen.reloads]).toEqual([2, 1])
})

it('asks the worker to keep pages, and hears when it did', async () => {
  const { container, browser } = setUp()
  const active = new FakeWorker()
  container.registration.waiting = active
  expect(await keepPages(browser.container, 'pupil')).toBe(true)
  expect(active.heard).toEqual([{ keep: 'pupil' }])
})

it('a worker that never comes is not waited for longer than told', async () => {
  const container = { ready: new Promise<never>(() => {}) }
  expect(await keepPages(container, 'pupil', 5)).toBe(false)
})

it('a first worker that did not come is registered again, and heard of', async () => {
  const { container, seen, browser, wish, line } = setUp()
  container.controller = null
  const register = registering(wish, browser)
  container.registration.installing = new FakeWorker()
  expect(await register()).toBe(true)
  expect([await register(), container.asked]).toEqual([true, 1])
  // Its files did not come: the browser forgets it, and begins anew when asked.
  container.registration.installing = null
  const second = new FakeRegistration()
  container.registration = second
  line.up = false
  expect([await register(), container.asked], 'not without a network').toEqual([false, 1])
  line.up = true
  expect([await register(), container.asked]).toEqual([true, 2])
  second.active = new FakeWorker()
  container.controller = second.active
  expect([await register(), container.asked]).toEqual([true, 2])
  const next = new FakeWorker()
  second.installing = next
  second.dispatchEvent(new Event('updatefound'))
  next.state = 'installed'
  next.dispatchEvent(new Event('statechange'))
  expect(seen.offers).toHaveLength(1)
})

it('a worker that is here goes on when its script could not be asked for; where there is none, there is none', async () => {
  const { container, seen, browser, wish } = setUp()
  container.refuses = true
  const register = registering(wish, browser)
  expect(await register()).toBe(true)
  container.controller = null
  expect(await register()).toBe(false)
  container.refuses = false
  container.controller = {}
  container.registration.waiting = new FakeWorker()
  expect([await register(), seen.offers.length]).toEqual([true, 1])
})
