import { describe, expect, it } from 'vitest'
import { clearOldBuilds, keep, keptGroups } from './keeping.ts'
import { mark, sortOut } from './manifest.ts'

/** Enough of the browser's caches: named, in the order they were made. `served` is what the network has. */
function fakeCaches(served: Set<string>) {
  const all = new Map<string, Map<string, string>>()
  const fetched: string[] = []
  const asCache = (entries: Map<string, string>) => ({
    match: (address: string) => Promise.resolve(entries.get(address)),
    put: (address: string, body: string) => Promise.resolve(void entries.set(address, body)),
    add: (address: string) => {
      fetched.push(address)
      if (!served.has(address)) return Promise.reject(new TypeError(`no ${address}`))
      return Promise.resolve(void entries.set(address, address))
    },
  })
  const caches = {
    open: (name: string) => {
      const entries = all.get(name) ?? new Map<string, string>()
      all.set(name, entries)
      return Promise.resolve(asCache(entries))
    },
    match: (address: string) =>
      Promise.resolve([...all.values()].map((entries) => entries.get(address)).find((body) => body !== undefined)),
    keys: () => Promise.resolve([...all.keys()]),
    delete: (name: string) => Promise.resolve(all.delete(name)),
  }
  return { caches: caches as unknown as CacheStorage, all, fetched }
}

const build = (...urls: string[]) => sortOut(urls.map((url) => ({ url, revision: null })))

describe('sorting the list of the build', () => {
  it('parts the shell from what roles add', () => {
    const shelves = sortOut([
      { url: 'index.html', revision: 'r1' },
      { url: 'assets/main-1.js', revision: null },
      { url: mark('assets/reader-1.js', ['pupil', 'guardian']), revision: null },
      mark('assets/pdf/pdf-1.js', ['pdf']),
    ])
    expect(shelves.shell.map((entry) => entry.url)).toEqual(['/index.html', '/assets/main-1.js'])
    expect(shelves.groups).toMatchObject({
      pupil: ['/assets/reader-1.js'],
      guardian: ['/assets/reader-1.js'],
      teacher: [],
      pdf: ['/assets/pdf/pdf-1.js'],
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
    const { caches, fetched } = fakeCaches(new Set(['/a', '/b', '/c']))
    await keep(caches, build('a#pupil', 'b#pupil', 'c#teacher'), 'pupil')
    await keep(caches, build('a#pupil', 'b#pupil', 'c#teacher'), 'pupil')
    expect(fetched).toEqual(['/a', '/b'])
    await keep(caches, build('a#pupil', 'c#pupil'), 'pupil')
    expect(fetched).toEqual(['/a', '/b', '/c'])
    expect(await keptGroups(caches)).toEqual(['pupil'])
  })

  it('fails when a page cannot be had, so that a build never takes over without its pages', async () => {
    const { caches } = fakeCaches(new Set(['/a']))
    await expect(keep(caches, build('a#pupil', 'b#pupil'), 'pupil')).rejects.toThrow()
  })

  it('keeps the last two builds, this one included, and nothing of others', async () => {
    const { caches, all } = fakeCaches(new Set(['/a', '/b', '/c', '/d']))
    const builds = ['a', 'b', 'c'].map((page) => build(`${page}#pupil`))
    await caches.open('workbox-precache-v2')
    for (const one of builds) await keep(caches, one, 'pupil')
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
