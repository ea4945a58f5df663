import 'fake-indexeddb/auto'
import { expect, it, vi } from 'vitest'
import { enter, onPage, startBag } from '../../e2e/bag.ts'
import { carrier } from '../../e2e/carrier.ts'
import { mirror, threeFiles } from '../../e2e/mirror.ts'
import { fileAddress } from '../domain/files.ts'
import type { PackFile } from '../domain/packs.ts'
import { fetchPacks, type Published } from '../sync/downloads.ts'
import type { FileSource } from '../sync/fetching.ts'
import { useDownload } from './downloads.ts'
import { useNewerText, usePackFiles, usePackText } from './reading.ts'

const PLACE = { classId: 'c1', packId: 'k1' }

/** A pupil whose class has a pack, a school to fetch it from, and the pack's pages open. */
async function withPack(files?: PackFile[]) {
  const { school, source } = mirror()
  const engine = startBag()
  const db = await enter(engine, 'pupil')
  const carried = files ?? (await threeFiles(school))
  const bring = async (published: Published, from: FileSource = source) => {
    const { feed, packId: id, pack: body } = published
    await db.records.put({ feed, kind: 'pack', id, seq: body.version, at: body.version, body })
    return fetchPacks(carrier(from, { files: engine.files }), [published])
  }
  const page = () =>
    onPage(() => {
      const text = usePackText(PLACE)
      const title = () => (typeof text.value === 'object' ? text.value.pages[0]?.title : text.value)
      return { title, files: usePackFiles(PLACE), newer: useNewerText(PLACE), download: useDownload(PLACE) }
    })
  return {
    school,
    source,
    engine,
    db,
    carried,
    bring,
    page,
    publish: (version: number) => school.publish(version, carried),
  }
}

const hereIn = (files: ReadonlyMap<string, { name: string; here: boolean }> | undefined) =>
  files && [...files.values()].filter(({ here }) => here).map(({ name }) => name)

it('is read before its pictures are here, which then come in their places', async () => {
  const { bring, page, publish, source } = await withPack()
  const open = page()
  await vi.waitFor(() => expect(open.title()).toBe('absent'))
  const first = await publish(1)
  const words = [first.pack.text, first.pack.manifest].map(fileAddress)
  await bring(first, (address, range) =>
    words.includes(address) ? source(address, range) : Promise.resolve('offline'),
  )
  await vi.waitFor(() => expect(open.title()).toBe('Version 1'))
  await vi.waitFor(() => expect(hereIn(open.files.value)).toEqual([]))
  expect([...(open.files.value?.values() ?? [])].map(({ name }) => name)).toEqual(['a.png', 'b.webp', 'c.mp4'])
  await bring(first)
  await vi.waitFor(() => expect(hereIn(open.files.value)).toEqual(['a.png', 'b.webp']))
  expect(open.files.value?.values().next().value?.url).toMatch(/^\/files\/[0-9a-f]{64}\.png$/)
  open.leave()
})

it('does not move under the reader when a new version comes, until it is opened again', async () => {
  const { school, bring, page, publish, carried } = await withPack()
  await bring(await publish(1))
  const open = page()
  await vi.waitFor(() => expect(hereIn(open.files.value)).toEqual(['a.png', 'b.webp']))
  expect(open.newer.newer.value).toBe(false)

  const second = await school.publish(2, carried.slice(1))
  await bring(second)
  await vi.waitFor(() => expect(open.newer.newer.value).toBe(true))
  expect(open.title()).toBe('Version 1')
  expect(hereIn(open.files.value)).toEqual(['a.png', 'b.webp'])
  const beside = page()
  await vi.waitFor(() => expect(beside.title()).toBe('Version 1'))
  beside.leave()

  open.newer.read()
  await vi.waitFor(() => expect(open.title()).toBe('Version 2'))
  await vi.waitFor(() =>
    expect([...(open.files.value?.values() ?? [])].map(({ name }) => name)).toEqual(['b.webp', 'c.mp4']),
  )
  open.leave()

  await bring(await school.publish(3, carried))
  const again = page()
  await vi.waitFor(() => expect(again.title()).toBe('Version 3'))
  again.leave()
})

it('keeps the older version readable until the new one is as whole', async () => {
  const { school, bring, page, publish, carried, source } = await withPack()
  await bring(await publish(1))
  const picture = await school.add(new Uint8Array(5000).fill(7), 'image/png')
  const second = await school.publish(2, [{ ...picture, tier: 'essential', name: 'new.png' }, ...carried])
  await bring(second, (address, range) =>
    address === fileAddress(picture) ? Promise.resolve('offline') : source(address, range),
  )
  const open = page()
  await vi.waitFor(() => expect(open.title()).toBe('Version 1'))
  await vi.waitFor(() => expect(open.download.download.value?.held).toEqual({ version: 1, tier: 'essential' }))
  expect(open.download.download.value).toMatchObject({ version: 2, wanted: 'essential' })
  await bring(second)
  await vi.waitFor(() => expect(open.download.download.value).toMatchObject({ held: { version: 2 }, state: 'whole' }))
  open.leave()
})

it('is gone when the person removes it', async () => {
  const { bring, page, publish } = await withPack()
  await bring(await publish(1))
  const open = page()
  await vi.waitFor(() => expect(open.title()).toBe('Version 1'))
  await open.download.remove()
  await vi.waitFor(() => expect(open.title()).toBe('absent'))
  open.leave()
})
