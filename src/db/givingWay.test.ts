import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { carrier, readable, SPOT } from '../../e2e/carrier.ts'
import { mirror, threeFiles } from '../../e2e/mirror.ts'
import { fetchPacks } from '../sync/downloads.ts'
import { packKey } from './files.ts'
import { giveWay } from './givingWay.ts'
import { startPack } from './shelf.ts'

async function carried(profiles: readonly string[] = ['p1']) {
  const { school, source } = mirror()
  const files = await threeFiles(school)
  const published = await school.publish(1, files)
  const d = carrier(source, { byItself: () => 'full' })
  for (const profile of profiles) await fetchPacks({ ...d, profile }, [published])
  return { d, school, files, published }
}
const piecesIn = (d: ReturnType<typeof carrier>) => d.files.pieces.count()

it('keeps the words of the pack that gives way, frees the rest, and can give no more', async () => {
  const { d, files, published } = await carried()
  const { fullBytes, text, manifest } = published.pack
  expect(await giveWay(d.files, 7)).toBe(fullBytes - text.bytes - manifest.bytes)
  expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'text' })
  expect(await d.files.packs.get(SPOT.key)).toMatchObject({
    ...{ trouble: 'gaveWay', troubleAt: 7, have: text.bytes + manifest.bytes },
  })
  expect(await piecesIn(d)).toBe(text.pieces.length + manifest.pieces.length)
  expect(await giveWay(d.files, 8)).toBe(0)
})

it('does not come back by itself, and does when somebody asks', async () => {
  const { d, school, files, published } = await carried()
  await giveWay(d.files, 7)
  const asked = school.asked.length
  await fetchPacks(d, [published])
  expect(school.asked).toHaveLength(asked)
  await startPack(d.files, SPOT, 'full')
  await fetchPacks(d, [published])
  expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'full' })
})

it('gives way for all who carry it: what a sibling still counted on would free nothing', async () => {
  const { d, published } = await carried(['p1', 'p2'])
  expect(await giveWay(d.files, 7)).toBeGreaterThan(0)
  const rows = await d.files.packs.toArray()
  expect(rows.map(({ held, trouble }) => [held?.depth, trouble])).toEqual([
    ['text', 'gaveWay'],
    ['text', 'gaveWay'],
  ])
  expect(rows.map(({ key }) => key)).toContain(packKey('p2', published.feed, published.packId))
})

it('leaves what is no pack alone', async () => {
  const { d, files } = await carried([])
  const photo = files[0]
  if (!photo) throw new Error('there is a file')
  const row = { sha256: photo.sha256, ref: photo, have: photo.pieces.length, owners: ['p1/copies/c1'], addedAt: 1 }
  await d.files.files.put(row)
  expect(await giveWay(d.files, 7)).toBe(0)
  expect(await d.files.files.get(photo.sha256)).toEqual(row)
})
