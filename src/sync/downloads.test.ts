import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { carrier, readable, SPOT } from '../../e2e/carrier.ts'
import { mirror, threeFiles } from '../../e2e/mirror.ts'
import { packKey } from '../db/files.ts'
import { pausePack, removePack, resumePack, startPack } from '../db/shelf.ts'
import { fileAddress } from '../domain/files.ts'
import { fetchPacks } from './downloads.ts'

describe('bringing a pack', () => {
  it('brings the words, then the essential, then the rest when asked', async () => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const published = await school.publish(1, files)
    const d = carrier(source)
    expect(await fetchPacks(d, [published])).toBe('done')
    expect(school.asked.map((one) => one.address)).not.toContain(fileAddress(files[2]!))
    expect(school.asked[0]?.address).toBe(fileAddress(published.pack.text))
    expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'essential' })
    expect(await d.files.packs.get(SPOT.key)).toMatchObject({
      have: published.pack.essentialBytes,
      total: published.pack.essentialBytes,
    })

    await startPack(d.files, SPOT, 'full')
    expect(await fetchPacks(d, [published])).toBe('done')
    expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'full' })
    expect(await d.files.packs.get(SPOT.key)).toMatchObject({
      asked: false,
      have: published.pack.fullBytes,
      total: published.pack.fullBytes,
    })
  })

  it('asks for nothing twice', async () => {
    const { school, source } = mirror()
    const published = await school.publish(1, await threeFiles(school))
    const d = carrier(source, { byItself: () => 'full' })
    await fetchPacks(d, [published])
    const before = school.asked.length
    await fetchPacks(d, [published])
    expect(school.asked).toHaveLength(before)
    const bytes = school.asked.reduce(
      (sum, one) =>
        sum + (one.range ? one.range.to - one.range.from + 1 : (school.shelf.get(one.address)?.byteLength ?? 0)),
      0,
    )
    expect(bytes).toBe(published.pack.fullBytes)
  })

  it('is readable as soon as the words are here', async () => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const published = await school.publish(1, files)
    const d = carrier(async (address, range) =>
      address === fileAddress(published.pack.text) ? source(address, range) : 'offline',
    )
    expect(await fetchPacks(d, [published])).toBe('offline')
    expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'text' })
  })

  it('keeps what it can read when a newer build is needed for the next version', async () => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const published = await school.publish(1, files)
    const d = carrier(source)
    await fetchPacks(d, [published])
    const later: unknown = { format: 1, pages: [{ id: 'a', title: 'Version 2', blocks: [{ node: 'hologram' }] }] }
    const next = await school.publish(2, files, later)
    expect(await fetchPacks(d, [next])).toBe('done')
    expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'essential' })
    expect(await d.files.packs.get(SPOT.key)).toMatchObject({ trouble: 'oldBuild' })
    const asked = school.asked.length
    await fetchPacks({ ...d, now: () => 3_600_000 }, [next])
    expect(school.asked).toHaveLength(asked)
  })

  it('takes whole answers from a server that ignores ranges', async () => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const published = await school.publish(1, files)
    school.ignoresRange = true
    const d = carrier(source, { byItself: () => 'full' })
    expect(await fetchPacks(d, [published])).toBe('done')
    expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'full' })
  })

  it('never starts for a device that wants none', async () => {
    const { school, source } = mirror()
    const d = carrier(source, { byItself: () => null })
    await fetchPacks(d, [await school.publish(1, await threeFiles(school))])
    expect(school.asked).toEqual([])
    expect(await d.files.packs.count()).toBe(0)
  })
})

describe('pausing and removing', () => {
  it('stops at the next piece, and resumes there', async () => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const published = await school.publish(1, files)
    const d = carrier(source, { byItself: () => 'full' })
    let kept = 0
    d.files.pieces.hook('creating', () => {
      kept += 1
      if (kept === 9) setTimeout(() => void pausePack(d.files, SPOT.key), 0)
    })
    await fetchPacks(d, [published])
    const stopped = await d.files.pieces.count()
    const asked = school.asked.length
    await fetchPacks(d, [published])
    expect(await d.files.pieces.count()).toBe(stopped)
    expect(school.asked).toHaveLength(asked)
    await resumePack(d.files, SPOT.key)
    await fetchPacks(d, [published])
    expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'full' })
  })

  it('frees everything, stays away, and comes back when asked', async () => {
    const { school, source } = mirror()
    const published = await school.publish(1, await threeFiles(school))
    const d = carrier(source)
    await fetchPacks(d, [published])
    expect(await removePack(d.files, SPOT.key)).toBe(published.pack.essentialBytes)
    expect([await d.files.files.count(), await d.files.pieces.count()]).toEqual([0, 0])
    await fetchPacks(d, [published])
    expect(await d.files.pieces.count()).toBe(0)
    await startPack(d.files, SPOT, 'essential')
    await fetchPacks(d, [published])
    expect((await d.files.packs.get(SPOT.key))?.held?.depth).toBe('essential')
  })

  it('keeps what a sibling counts on', async () => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const published = await school.publish(1, files)
    const d = carrier(source)
    await fetchPacks(d, [published])
    const asked = school.asked.length
    await fetchPacks({ ...d, profile: 'p2' }, [published])
    expect(school.asked).toHaveLength(asked)
    expect(await removePack(d.files, packKey('p2', 'class:c1', 'k1'))).toBe(0)
    expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'essential' })
    expect(await removePack(d.files, SPOT.key)).toBe(published.pack.essentialBytes)
    expect(await d.files.pieces.count()).toBe(0)
  })
})
