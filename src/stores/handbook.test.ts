import 'fake-indexeddb/auto'
import { afterEach, expect, it, vi } from 'vitest'
import { onPage, startBag } from '../../e2e/bag.ts'
import { carrier } from '../../e2e/carrier.ts'
import { mirror } from '../../e2e/mirror.ts'
import { PUBLIC_PROFILE } from '../db/files.ts'
import type { PackText } from '../domain/pages.ts'
import type { HandbookPage } from '../domain/packs.ts'
import { feeds } from '../domain/records.ts'
import { fetchPacks } from '../sync/downloads.ts'
import { useHandbook, useHandbookPage } from './handbook.ts'

let leave = (): void => undefined
afterEach(() => leave())

const about = (audience: HandbookPage['audience'], order: number): HandbookPage => ({
  audience,
  order,
  title: `${audience} ${order}`,
  summary: '',
  updated: '2021-04-05',
  sources: [],
  packId: `handbook-${audience}`,
})

async function withHandbook() {
  const { school, source } = mirror()
  const engine = startBag()
  const put = async (kind: string, id: string, body: Record<string, unknown>) => {
    await engine.device.records.put({ feed: feeds.public, kind, id, seq: 1, at: 1, body })
  }
  const text: PackText = { format: 1, pages: [{ id: 'ecrans', title: 'Les écrans', blocks: [] }] }
  const published = { ...(await school.publish(1, [], text)), feed: feeds.public, packId: 'handbook-parents' }
  const tell = async () => {
    await put('handbookPage', 'je-bloque', about('pupils', 0))
    await put('handbookPage', 'sommeil', about('parents', 1))
    await put('handbookPage', 'ecrans', about('parents', 0))
    await put('pack', published.packId, published.pack)
    await engine.device.heard.put({ feed: feeds.public, at: engine.now() })
  }
  const bring = () =>
    fetchPacks(carrier(source, { files: engine.files, profile: PUBLIC_PROFILE, byItself: () => null }), [published])
  return { engine, tell, bring }
}

it('lists the pages by audience, then in their order, without anyone signed in', async () => {
  const { tell } = await withHandbook()
  await tell()
  const page = onPage(() => ({ handbook: useHandbook() }))
  leave = page.leave
  await vi.waitFor(() =>
    expect(page.handbook.value?.pages.map(({ slug }) => slug)).toEqual(['ecrans', 'sommeil', 'je-bloque']),
  )
})

it('asks the network for what it never had, and in its own time for what is a day old', async () => {
  const { engine, tell } = await withHandbook()
  const first = onPage(() => ({ handbook: useHandbook() }))
  await vi.waitFor(() => expect(first.handbook.value).toEqual({ pages: [], freshAt: null }))
  expect(engine.woken).toEqual(['asked'])
  await tell()
  await vi.waitFor(() => expect(first.handbook.value?.pages).toHaveLength(3))
  first.leave()

  const second = onPage(() => ({ handbook: useHandbook() }))
  await vi.waitFor(() => expect(second.handbook.value?.pages).toHaveLength(3))
  expect(engine.woken).toEqual(['asked'])
  second.leave()

  await engine.device.heard.put({ feed: feeds.public, at: engine.now() - 25 * 3600_000 })
  const third = onPage(() => ({ handbook: useHandbook() }))
  leave = third.leave
  await vi.waitFor(() => expect(engine.woken).toEqual(['asked', 'background']))
})

it('has its text brought by whoever opens a page that is not here, whatever the network costs', async () => {
  const { engine, tell, bring } = await withHandbook()
  const page = onPage(() => ({ reading: useHandbookPage('ecrans') }))
  leave = page.leave
  await vi.waitFor(() => expect(page.reading.value).toBe('unknown'))
  await tell()
  await vi.waitFor(() => expect(page.reading.value).toMatchObject({ entry: { title: 'parents 0' }, page: 'absent' }))
  await vi.waitFor(() => expect(engine.woken.length).toBeGreaterThan(1))
  expect(await bring()).toBe('done')
  await vi.waitFor(() => expect(page.reading.value).toMatchObject({ page: { title: 'Les écrans' } }))
})
