import 'fake-indexeddb/auto'
import { gzipSync, strToU8 } from 'fflate'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { enter, onPage, startBag } from '../../e2e/bag.ts'
import type { ProfileDb } from '../db/profile.ts'
import { clearBytes } from '../db/makings.ts'
import { feeds } from '../domain/records.ts'
import { importSources } from '../packs/import.ts'
import { filesAreUp } from '../sync/outgoing.ts'
import { outgoing } from '../sync/outgoing.ts'
import { digest } from './hashing.ts'
import type { Brought, importFiles } from './importing.ts'
import { useMaking } from './making.ts'
import { useMakings } from './makings.ts'

// The worker of a device, as a plain call: what it runs is the same.
vi.mock('./importing.ts', () => ({
  importFiles: (async (brought, progress) => {
    const sources = await Promise.all(
      brought.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })),
    )
    return importSources(sources, { digest, progress })
  }) satisfies typeof importFiles,
}))

const DAY = 24 * 3600_000
const FACTS = { title: 'Volcans', subject: 'biology', level: '4e' } as const
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const brought = (path: string, bytes: string | Uint8Array<ArrayBuffer>): Brought => ({
  path,
  file: new File([bytes], path),
})
const lesson = (path: string, words = path) =>
  brought(path, `# ${words}\n\n${'Un volcan. '.repeat(200)}\n\n![Coupe](coupe.png)\n`)
const picture = (mark: number) => brought('coupe.png', new Uint8Array([...PNG, mark]))
const FILM = brought('lave.mp4', new Uint8Array([...strToU8('\0\0\0\x18ftypmp42'), ...new Uint8Array(200_000)]))

let db: ProfileDb
let bag: ReturnType<typeof startBag>
let leave = (): void => undefined
beforeEach(async () => {
  bag = startBag()
  db = await enter(bag, 'teacher')
})
afterEach(() => leave())

async function bench() {
  const shelf = onPage(useMakings)
  const id = await shelf.create(FACTS)
  const page = onPage(() => useMaking(id))
  leave = () => {
    shelf.leave()
    page.leave()
  }
  const ids = () => page.draft.value?.pages.map((one) => one.id).join(' ')
  const shows = (expected: string) => vi.waitFor(() => expect(ids()).toBe(expected))
  return { ...page, id, shelf, shows }
}

it('keeps every change at once, and takes the last ones back', async () => {
  const { addFiles, renamePage, movePage, removePage, change, undo, draft, shows, canUndo, importing } = await bench()
  const report = await addFiles([lesson('a.md'), lesson('b.md'), picture(1)])
  expect(report.map(({ path, said }) => `${path} ${said}`)).toEqual([
    'a.md imported',
    'b.md imported',
    'coupe.png imported',
  ])
  expect(importing.value).toBeNull()
  await shows('a b')
  expect(draft.value?.report).toEqual(report)
  await movePage('b', 0)
  await shows('b a')
  await renamePage('a', 'Un titre')
  await removePage('b')
  await change({ title: 'Les volcans' })
  await vi.waitFor(() =>
    expect(draft.value).toMatchObject({ title: 'Les volcans', pages: [{ id: 'a', title: 'Un titre' }] }),
  )
  await undo()
  await vi.waitFor(() => expect(draft.value?.title).toBe('Volcans'))
  await undo()
  await shows('b a')
  await undo()
  await vi.waitFor(() => expect(draft.value?.pages[1]?.title).toBe('a.md'))
  await undo()
  await shows('a b')
  await undo()
  await shows('')
  expect(canUndo.value).toBe(false)
  await undo()
  await shows('')
})

it('counts a title typed with pauses as one step', async () => {
  const { change, undo, draft } = await bench()
  for (const title of ['Le', 'Les v', 'Les volcans']) await change({ title })
  await undo()
  await vi.waitFor(() => expect(draft.value?.title).toBe('Volcans'))
})

it('says which pages took the place of others', async () => {
  const { addFiles, draft, shows } = await bench()
  await addFiles([lesson('a.md', 'Ancien'), picture(1)])
  const report = await addFiles([lesson('a.md', 'Nouveau'), lesson('c.md'), picture(2)])
  expect(report).toContainEqual({ path: 'Ancien', said: 'replaced' })
  await shows('a c')
  expect(draft.value?.pages[0]?.title).toBe('Nouveau')
})

it('loses no page that two tabs bring at the same time', async () => {
  const { id, addFiles, renamePage, shows } = await bench()
  const other = onPage(() => useMaking(id))
  await Promise.all([
    addFiles([lesson('a.md')]),
    other.addFiles([lesson('b.md')]),
    addFiles([lesson('c.md')]),
    renamePage('a', 'Un titre'),
  ])
  await vi.waitFor(() => expect(other.draft.value?.pages.map((page) => page.id).toSorted()).toEqual(['a', 'b', 'c']))
  await shows(other.draft.value?.pages.map((page) => page.id).join(' ') ?? '')
  other.leave()
})

it('takes a removed pack back with its bytes, however long after', async () => {
  const { id, addFiles, shelf, shows } = await bench()
  await addFiles([lesson('a.md'), picture(1)])
  const back = await shelf.remove(id)
  await vi.waitFor(() => expect(shelf.makings.value).toEqual([]))
  await clearBytes(db, bag.now())
  await clearBytes(db, bag.now() + DAY / 2)
  await back()
  await shows('a')
  await clearBytes(db, bag.now() + 2 * DAY)
  expect(await db.blobs.count()).toBe(1)
})

it('lets bytes go a day after nothing names them, and keeps what must go up', async () => {
  const { id, addFiles, shelf, publish } = await bench()
  await addFiles([lesson('a.md'), picture(1), FILM])
  await publish(['c1'])
  const sent = await db.uploads.toCollection().primaryKeys()
  await addFiles([lesson('b.md'), picture(2)])
  const photo = { sha256: 'f'.repeat(64), bytes: 3, type: 'image/jpeg', pieces: ['f'.repeat(64)] } as const
  await db.blobs.add({
    sha256: photo.sha256,
    ref: { ...photo, pieces: [...photo.pieces] },
    bytes: new ArrayBuffer(3),
    addedAt: 1,
  })
  await db.drafts.put({ key: 'copy/t1', value: { text: '', photos: [photo] }, updatedAt: 1 })
  await shelf.remove(id)
  await clearBytes(db, bag.now())
  await clearBytes(db, bag.now() + DAY + 60_000)
  expect((await db.blobs.toCollection().primaryKeys()).toSorted()).toEqual([...sent, photo.sha256].toSorted())
})

it('publishes offline, class by class, and leaves when every file is up', async () => {
  const { addFiles, publish, published, id } = await bench()
  await addFiles([lesson('a.md'), picture(1), FILM])
  await vi.waitFor(() => expect(published.value).toEqual([]))
  expect(await publish(['c1', 'c9'])).toEqual({ classes: [{ classId: 'c1' }, { classId: 'c9', refused: 'notMember' }] })
  expect(bag.woken).toEqual(['deed'])
  await vi.waitFor(() =>
    expect(published.value).toMatchObject([{ classId: 'c1', version: 1, current: true, waiting: true }]),
  )

  const [entry] = await db.outbox.toArray()
  expect(entry?.mutation).toMatchObject({ kind: 'publishPack', packId: id, version: 1, pages: 2 })
  expect((await db.uploads.toArray()).map(({ ref }) => ref.type).toSorted()).toEqual([
    'application/json',
    'application/json',
    'image/png',
    'video/mp4',
  ])
  for (const { sha256 } of await db.uploads.toArray()) {
    expect(await outgoing(db, bag.now())).toEqual([])
    expect((await db.blobs.get(sha256))?.bytes.byteLength).toBe((await db.uploads.get(sha256))?.ref.bytes)
    await db.uploads.update(sha256, { done: true })
  }
  expect(entry && (await filesAreUp(db, entry.id))).toBe(true)
  expect(await outgoing(db, bag.now())).toHaveLength(1)
})

it('gives a class its next version when something changed, and none when nothing did', async () => {
  const { addFiles, change, publish, published, undo } = await bench()
  await addFiles([lesson('a.md'), picture(1)])
  await publish(['c1'])
  await publish(['c1'])
  await vi.waitFor(() => expect(published.value).toMatchObject([{ version: 1, current: true }]))
  await change({ title: 'Les volcans' })
  await vi.waitFor(() => expect(published.value).toMatchObject([{ version: 1, current: false }]))
  await publish(['c1'])
  await vi.waitFor(() => expect(published.value).toMatchObject([{ version: 2, current: true }]))
  await undo()
  await vi.waitFor(() => expect(published.value).toMatchObject([{ version: 2, current: false }]))
  const versions = (await db.outbox.orderBy('n').toArray()).map(
    ({ mutation }) => mutation.kind === 'publishPack' && mutation.version,
  )
  expect(versions).toEqual([1, 2])
})

it('goes on from the version that the class has', async () => {
  const { id, addFiles, publish, published } = await bench()
  await addFiles([lesson('a.md')])
  await publish(['c1'])
  const body = (await db.outbox.toArray())[0]?.writes[0]?.body
  await db.outbox.clear()
  await db.records.put({
    feed: feeds.class('c1'),
    kind: 'pack',
    id,
    seq: 9,
    at: 7,
    body: { ...body, version: 4, title: 'Autre' },
  })
  await addFiles([lesson('b.md')])
  await publish(['c1'])
  await vi.waitFor(() => expect(published.value).toMatchObject([{ version: 5, waiting: true }]))
})

it('says why it is not ready', async () => {
  const { addFiles, change, publish } = await bench()
  expect(await publish(['c1'])).toEqual({ unready: 'noPage' })
  await addFiles([lesson('a.md')])
  await change({ title: '  ' })
  expect(await publish(['c1'])).toEqual({ unready: 'noTitle' })
  expect(await db.outbox.count()).toBe(0)
})

it('weighs what a device fetches, the text compressed, as soon as there is a page', async () => {
  const { addFiles, weight, change, publish } = await bench()
  await vi.waitFor(() =>
    expect(weight.value).toEqual({ essentialBytes: 0, essentialSeconds: 0, fullBytes: 0, fullSeconds: 0 }),
  )
  await change({ title: '' })
  await addFiles([lesson('a.md'), picture(1), FILM])
  await vi.waitFor(() => expect(weight.value?.fullBytes).toBeGreaterThan(200_000))
  await change({ title: 'Volcans' })
  await publish(['c1'])
  const refs = (await db.uploads.toArray()).map(({ ref }) => ref)
  const fetched = async (most: number) => {
    let sum = 0
    for (const { sha256, type, bytes } of refs.filter((ref) => ref.bytes <= most)) {
      const held = new Uint8Array((await db.blobs.get(sha256))?.bytes ?? new ArrayBuffer(0))
      sum += type === 'application/json' && bytes >= 512 ? gzipSync(held, { level: 9 }).length : bytes
    }
    return sum
  }
  const full = await fetched(Infinity)
  await vi.waitFor(() => expect(weight.value).toMatchObject({ fullBytes: full, fullSeconds: full / 50_000 }))
  expect(weight.value?.essentialBytes).toBe(await fetched(100_000))
})
