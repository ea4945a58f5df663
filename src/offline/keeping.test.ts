import { describe, expect, it } from 'vitest'
import { clearOldBuilds, keep, keptGroups } from './keeping.ts'
import { mark, sortOut } from './manifest.ts'

/** Enough of the browser's caches: named, in the order they were made. `served` is what the network has, by address. */
function fakeBrowser(served: Map<string, string>) {
  const all = new Map<string, Map<string, string>>()
  const fetched: string[] = []
  const asCache = (entries: Map<string, string>) => ({
    match: (address: string) => Promise.resolve(answerOf(entries.get(address))),
    put: async (address: string, answer: Response) => void entries.set(address, await answer.text()),
  })
  const caches = {
    open: (name: string) => {
      const entries = all.get(name) ?? new Map<string, string>()
      all.set(name, entries)
      return Promise.resolve(asCache(entries))
    },
    match: (address: string) =>
      Promise.resolve(
        answerOf([...all.values()].map((entries) => entries.get(address)).find((body) => body !== undefined)),
      ),
    keys: () => Promise.resolve([...all.keys()]),
    delete: (name: string) => Promise.resolve(all.delete(name)),
  }
  const fetch = (address: string, { integrity }: RequestInit) => {
    fetched.push(address)
    const body = served.get(address)
    // As browsers do with bytes that are not what was asked for.
    if (body !== undefined && hashOf(body) !== integrity) return Promise.reject(new TypeError('Failed to fetch'))
    return Promise.resolve(answerOf(body) ?? new Response('', { status: 404 }))
  }
  return { browser: { caches: caches as unknown as CacheStorage, fetch }, all, fetched }
}

const answerOf = (body: string | undefined) => (body === undefined ? undefined : new Response(body))
const hashOf = (body: string) => `hash of ${body}`

/** A build, and a network that has some of it. A page's address is all it says. */
const build = (...urls: string[]) =>
  sortOut(urls.map((url) => ({ url, revision: null, integrity: hashOf(`/${url.split('#')[0]}`) })))
const network = (...addresses: string[]) => fakeBrowser(new Map(addresses.map((address) => [address, address])))

describe('sorting the list of the build', () => {
  it('parts the shell from what roles add', () => {
    const shelves = sortOut([
      { url: 'index.html', revision: 'r1' },
      { url: 'assets/main-1.js', revision: null, integrity: 'm' },
      { url: mark('assets/reader-1.js', ['pupil', 'guardian']), revision: null, integrity: 'r' },
      { url: mark('assets/pdf/pdf-1.js', ['pdf']), revision: null, integrity: 'p' },
    ])
    expect(shelves.shell).toEqual([
      { url: '/index.html', revision: 'r1' },
      { url: '/assets/main-1.js', revision: null, integrity: 'm' },
    ])
    const reader = { address: '/assets/reader-1.js', integrity: 'r' }
    expect(shelves.groups).toMatchObject({
      pupil: [reader],
      guardian: [reader],
      teacher: [],
      pdf: [{ address: '/assets/pdf/pdf-1.js', integrity: 'p' }],
    })
  })

  it('names builds apart, by content alone', () => {
    expect(build('a', 'b').build).toBe(build('a', 'b').build)
    expect(build('a', 'b').build).not.toBe(build('a', 'c').build)
    expect(sortOut([{ url: 'index.html', revision: '1' }]).build).not.toBe(
      sortOut([{ url: 'index.html', revision: '2' }]).build,
    )
  })
})

describe('keeping pages', () => {
  it('fetches a group once, and copies what an older build had', async () => {
    const { browser, fetched } = network('/a', '/b', '/c')
    await keep(browser, build('a#pupil', 'b#pupil', 'c#teacher'), 'pupil')
    await keep(browser, build('a#pupil', 'b#pupil', 'c#teacher'), 'pupil')
    expect(fetched).toEqual(['/a', '/b'])
    await keep(browser, build('a#pupil', 'c#pupil'), 'pupil')
    expect(fetched).toEqual(['/a', '/b', '/c'])
    expect(await keptGroups(browser.caches)).toEqual(['pupil'])
  })

  it('fails when a page cannot be had, so that a build never takes over without its pages', async () => {
    const { browser } = network('/a')
    await expect(keep(browser, build('a#pupil', 'b#pupil'), 'pupil')).rejects.toThrow()
  })

  it('keeps nothing that somebody else answered in our place', async () => {
    const served = new Map([['/a', '<h1>Bienvenue à l’hôtel</h1>']])
    const { browser, all } = fakeBrowser(served)
    await expect(keep(browser, build('a#pupil'), 'pupil')).rejects.toThrow()
    expect([...all.values()].flatMap((entries) => [...entries.keys()])).toEqual([])
    served.set('/a', '/a')
    await keep(browser, build('a#pupil'), 'pupil')
    expect([...all.values()].flatMap((entries) => [...entries])).toEqual([['/a', '/a']])
  })

  it('keeps the last two builds, this one included, and nothing of others', async () => {
    const { browser, all } = network('/a', '/b', '/c')
    const { caches } = browser
    const builds = ['a', 'b', 'c'].map((page) => build(`${page}#pupil`))
    await caches.open('workbox-precache-v2')
    for (const one of builds) await keep(browser, one, 'pupil')
    await clearOldBuilds(caches, builds[2]!.build)
    expect([...all.keys()]).toEqual([
      'workbox-precache-v2',
      `pages pupil ${builds[1]!.build}`,
      `pages pupil ${builds[2]!.build}`,
    ])
    // Nothing of this build was kept yet: what is there may be in use.
    await clearOldBuilds(caches, 'next')
    expect(all.size).toBe(3)
  })
})
