import 'fake-indexeddb/auto'
import { afterEach, expect, it, vi } from 'vitest'
import { enter, onPage, startBag } from '../../e2e/bag.ts'
import { carrier, SPOT } from '../../e2e/carrier.ts'
import { mirror, threeFiles } from '../../e2e/mirror.ts'
import { fileAddress } from '../domain/files.ts'
import { fetchPacks, type Downloading, type Published } from '../sync/downloads.ts'
import { useDownload, useDownloads } from './downloads.ts'

const PLACE = { classId: 'c1', packId: 'k1' }
let leave = (): void => undefined
afterEach(() => leave())

async function withPack() {
  const { school, source } = mirror()
  const engine = startBag()
  const db = await enter(engine, 'pupil')
  const files = await threeFiles(school)
  const tell = async ({ feed, packId: id, pack: body }: Published) => {
    await db.records.put({ feed, kind: 'pack', id, seq: body.version, at: body.version, body })
  }
  const published = await school.publish(1, files)
  await tell(published)
  const bring = (more: Partial<Downloading> = {}, one = published) =>
    fetchPacks(carrier(source, { files: engine.files, ...more }), [one])
  const page = onPage(() => useDownload(PLACE))
  leave = page.leave
  const shows = (expected: object) => vi.waitFor(() => expect(page.download.value).toMatchObject(expected))
  return { school, engine, files, source, tell, published, pack: published.pack, bring, page, shows }
}

it('goes from nothing to whole, then deeper when asked', async () => {
  const { engine, pack, bring, page, shows } = await withPack()
  const none = { held: null, have: 0, total: pack.essentialBytes }
  await shows({ ...none, state: 'absent', wanted: null, title: 'Conjugaison', version: 1 })
  await page.start('essential')
  expect(engine.woken).toEqual(['asked'])
  await shows({ ...none, state: 'waiting', wanted: 'essential' })
  await bring()
  await shows({ state: 'whole', held: { version: 1, tier: 'essential' }, have: pack.essentialBytes })
  await page.start('full')
  await shows({ state: 'going', wanted: 'full', held: { tier: 'essential' }, total: pack.fullBytes })
  await bring()
  await shows({ state: 'whole', held: { tier: 'full' }, have: pack.fullBytes, total: pack.fullBytes })
  await page.remove()
  await shows({ ...none, state: 'absent', wanted: null })
})

it('says that the device is full, and asks for nothing then', async () => {
  const { engine, page, shows } = await withPack()
  await shows({ state: 'absent' })
  const full = () => {
    throw new DOMException('no room', 'QuotaExceededError')
  }
  engine.files.packs.hook('creating', full)
  expect(await page.start('essential')).toEqual({ refused: 'deviceFull' })
  expect([engine.woken, await engine.files.packs.count()]).toEqual([[], 0])
  engine.files.packs.hook('creating').unsubscribe(full)
  expect(await page.start('essential')).toBe('done')
  await shows({ wanted: 'essential' })
  expect(engine.woken).toEqual(['asked'])
})

it('is under way while bytes come, and waits when they stop', async () => {
  const { published, bring, page, shows, files, source } = await withPack()
  await shows({ state: 'absent' })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const film = fileAddress(files[2]!)
  await page.start('full')
  await bring({ source: (address, range) => (address === film ? Promise.resolve('offline') : source(address, range)) })
  await vi.waitFor(() => expect(page.download.value?.state).toBe('going'))
  vi.advanceTimersByTime(15_000)
  vi.useRealTimers()
  await shows({ state: 'waiting', have: published.pack.essentialBytes, total: published.pack.fullBytes })
})

it('pauses, goes on when asked even where the network is dear, and leaves off where it was', async () => {
  const { school, engine, bring, page, shows, pack } = await withPack()
  await shows({ state: 'absent' })
  await page.start('full')
  let kept = 0
  engine.files.pieces.hook('creating', () => {
    kept += 1
    if (kept === 9) setTimeout(() => void page.pause(), 0)
  })
  await bring()
  await shows({ state: 'paused', wanted: 'full' })
  expect(page.download.value?.have).toBeGreaterThan(pack.essentialBytes)
  expect(page.download.value?.have).toBeLessThan(pack.fullBytes)
  const before = page.download.value?.have ?? 0
  const asked = school.asked.length
  await page.resume()
  await bring({ byItself: () => null })
  await shows({ state: 'whole', have: pack.fullBytes })
  const again = school.asked.slice(asked).reduce((sum, { range }) => sum + (range ? range.to - range.from + 1 : 0), 0)
  expect(again).toBe(pack.fullBytes - before)
})

it('says why it stopped, and tries again when told to', async () => {
  const { school, bring, page, shows, files } = await withPack()
  await page.start('essential')
  school.spoil = (bytes, address) => (address === fileAddress(files[0]!) ? bytes.map((byte) => byte ^ 1) : bytes)
  await bring()
  await shows({ state: 'stopped', trouble: 'damaged', held: { tier: 'text' } })
  school.spoil = (bytes) => bytes
  await page.resume()
  await shows({ trouble: null })
  await bring()
  await shows({ state: 'whole', trouble: null })
})

it('shows the words alone where no more is wanted, as something to ask for', async () => {
  const { bring, shows, pack } = await withPack()
  await bring({ byItself: () => 'text' })
  await shows({ state: 'absent', held: { tier: 'text' }, wanted: null, total: pack.essentialBytes })
})

it('waits for a new version with the older one in hand, counting from nothing', async () => {
  const { school, files, tell, bring, shows } = await withPack()
  await bring()
  await shows({ state: 'whole' })
  const second = await school.publish(2, files)
  await tell(second)
  await shows({ version: 2, held: { version: 1, tier: 'essential' }, have: 0, total: second.pack.essentialBytes })
  await bring({}, second)
  await shows({ state: 'whole', held: { version: 2 }, have: second.pack.essentialBytes })
})

it('lists every pack with its own actions', async () => {
  const { engine, published, pack, bring, tell } = await withPack()
  await tell({ ...published, packId: 'k2', pack: { ...pack, title: 'Fractions', version: 5 } })
  await bring()
  const { downloads, act, leave: close } = onPage(useDownloads)
  const states = () => downloads.value?.map(({ title, state }) => `${title} ${state}`)
  await vi.waitFor(() => expect(states()).toEqual(['Fractions absent', 'Conjugaison whole']))
  await act(PLACE).remove()
  await vi.waitFor(() => expect(states()).toEqual(['Fractions absent', 'Conjugaison absent']))
  expect(await engine.files.packs.get(SPOT.key)).toMatchObject({ removed: true, held: null })
  close()
})
