import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileAddress, type FileRef } from '../../src/domain/files.ts'
import type { Page } from '../../src/domain/pages.ts'
import type { Manifest, PackFile } from '../../src/domain/packs.ts'
import { sealedText } from '../../src/domain/packs.ts'
import { bodyOf, feeds } from '../../src/domain/records.ts'
import { cutFile } from '../../src/packs/cut.ts'
import { makeVersion, type Version } from '../../src/packs/manifest.ts'
import { digest } from '../content/store-parts.ts'
import { ofKind, openGround, picture, verifies, type Ground } from '../ground.ts'

let ground: Ground
beforeEach(async () => {
  ground = await openGround()
})
afterEach(() => ground.close())

const DRAWING = picture(3000, 9)

async function drawing(): Promise<PackFile> {
  return { ...(await cutFile(DRAWING, 'image/png', digest)), tier: 'essential', name: 'loire.png' }
}

function pagesWith(file: string): Page[] {
  const words = { node: 'paragraph' as const, inline: [{ node: 'text' as const, text: 'Le fleuve.' }] }
  return [{ id: 'source', title: 'La source', blocks: [words, { node: 'picture', file, alt: 'La Loire' }] }]
}

async function version(): Promise<Version> {
  const file = await drawing()
  return makeVersion(
    { title: 'La Loire', subject: 'history', level: '6e', pages: pagesWith(file.sha256), files: [file] },
    digest,
  )
}

type Said = { manifest: FileRef; text: FileRef; facts: Version['facts'] }

const publishing = ({ manifest, text, facts }: Said, version = 1) =>
  ground.hand({
    kind: 'publishPack',
    classId: ground.people.sixA.id,
    packId: 'loire',
    version,
    title: 'La Loire',
    subject: 'history',
    level: '6e',
    manifest,
    text,
    ...facts,
  })

const said = ({ manifest, text, facts }: Version): Said => ({ manifest: manifest.ref, text: text.ref, facts })
const packs = async () => ofKind(await ground.records(feeds.class(ground.people.sixA.id)), 'pack')
const isPublic = (ref: FileRef) => existsSync(join(ground.folder, fileAddress(ref)))

async function bringAll(made: Version, account = ground.people.anne.id): Promise<void> {
  await ground.bring(account, made.manifest.bytes, 'application/json')
  await ground.bring(account, made.text.bytes, 'application/json')
  await ground.bring(account, DRAWING, 'image/png')
}

test('a pack is held until the school has its files, then received with its seal', async () => {
  const { anne, sixA } = ground.people
  const made = await version()
  const publish = publishing(said(made))
  const held = [{ id: publish.id, held: 'files' }]
  expect(await ground.push(anne, publish)).toEqual(held)
  await ground.bring(anne.id, made.manifest.bytes, 'application/json')
  await ground.bring(anne.id, made.text.bytes, 'application/json')
  expect(await ground.push(anne, publish), 'the picture is on the way').toEqual(held)
  expect(await packs()).toEqual([])
  expect(isPublic(made.text.ref), 'nothing is public before it is published').toBe(false)
  expect(await ground.parts.storage.read((view) => view.outcome(publish.id))).toBeUndefined()

  await ground.bring(anne.id, DRAWING, 'image/png')
  const [outcome] = await ground.push(anne, publish)
  const records = outcome && 'received' in outcome ? outcome.records : []
  expect(records.map(({ feed, kind }) => [feed, kind])).toEqual([
    [feeds.class(sixA.id), 'pack'],
    [feeds.class(sixA.id), 'seal'],
  ])
  const seal = bodyOf('seal', records[1]?.body)!
  expect(await verifies(ground.parts.keys.published, seal, sealedText(made.manifest.ref.sha256))).toBe(true)
  expect(bodyOf('pack', records[0]?.body)).toMatchObject({ version: 1, teacher: 'Anne Morel', ...made.facts })
})

test('when the head of the class names a pack, its files are public', async () => {
  const { anne, sixA } = ground.people
  const made = await version()
  await bringAll(made)
  const before = (await ground.head(sixA.cap)).head
  ground.refuseFeeds(true)
  const publish = publishing(said(made))
  await expect(ground.push(anne, publish)).rejects.toThrow()
  expect((await ground.head(sixA.cap)).head, 'files that cannot be shared are not named').toBe(before)
  ground.refuseFeeds(false)
  expect(await ground.push(anne, publish)).toMatchObject([{ received: ground.parts.clock() }])
  const head = await ground.head(sixA.cap)
  expect(head.tail.map(({ kind }) => kind)).toEqual(['classGroup', 'pack', 'seal'])
  expect(head.head).toBe(ground.parts.heads.head(feeds.class(sixA.id)))
  const refs = [made.manifest.ref, made.text.ref, await drawing()]
  expect(refs.map(isPublic)).toEqual([true, true, true])
  const stored = await ground.parts.storage.read((view) => Promise.all(refs.map(({ sha256 }) => view.file(sha256))))
  expect(stored.map((file) => file?.shared)).toEqual([true, true, true])
})

test('a pack that its author may not publish here makes nothing public', async () => {
  const { karim } = ground.people
  const made = await version()
  await bringAll(made, karim.id)
  expect(await ground.push(karim, publishing(said(made)))).toMatchObject([{ refused: 'notMember' }])
  expect([made.manifest.ref, made.text.ref, await drawing()].map(isPublic)).toEqual([false, false, false])
})

test('only files that the teacher brought count', async () => {
  const { anne, lina } = ground.people
  const made = await version()
  await bringAll(made, lina.id)
  expect(await ground.push(anne, publishing(said(made)))).toMatchObject([{ held: 'files' }])
})

test('a version follows the one before', async () => {
  const { anne } = ground.people
  const made = await version()
  await bringAll(made)
  const outcomes = await ground.push(
    anne,
    publishing(said(made), 2),
    publishing(said(made), 1),
    publishing(said(made), 1),
    publishing(said(made), 2),
  )
  expect(outcomes.map((outcome) => ('refused' in outcome ? outcome.refused : 'received'))).toEqual([
    'conflict',
    'received',
    'conflict',
    'received',
  ])
  expect(await packs()).toMatchObject([{ id: 'loire', body: { version: 2 } }])
})

test('a pack that is not what its manifest says is refused', async () => {
  const { anne } = ground.people
  const made = await version()
  await bringAll(made)
  const good = said(made)
  const { essentialBytes, fullBytes, pages } = made.facts
  const other = await cutFile(Buffer.from('{"format":1,"pages":[]}'), 'application/json', digest)
  await ground.bring(anne.id, Buffer.from('{"format":1,"pages":[]}'), 'application/json')
  const wrong = [
    publishing({ ...good, facts: { ...made.facts, essentialBytes: essentialBytes - 1 } }),
    publishing({ ...good, facts: { ...made.facts, fullBytes: fullBytes + 1 } }),
    publishing({ ...good, facts: { ...made.facts, pages: pages + 1 } }),
    publishing({ ...good, text: other }),
    publishing({ ...good, manifest: other }),
    { ...publishing(good), title: 'Le Rhône' },
    { ...publishing(good), level: '5e' as const },
    { ...publishing(good), subject: 'maths' as const },
  ]
  const outcomes = await ground.push(anne, ...wrong)
  expect(outcomes).toEqual(wrong.map(({ id }) => ({ id, refused: 'badPack' })))
  expect(await packs()).toEqual([])
  expect(isPublic(made.text.ref)).toBe(false)
  expect(await ground.push(anne, publishing(good)), 'and what is right is not').toMatchObject([
    { received: ground.parts.clock() },
  ])
})

test('a page that names a file which the manifest does not have is refused', async () => {
  const { anne } = ground.people
  const made = await version()
  const manifest = JSON.parse(Buffer.from(made.manifest.bytes).toString()) as Manifest
  const bytes = Buffer.from(JSON.stringify({ ...manifest, files: [] }))
  await bringAll(made)
  const ref = await ground.bring(anne.id, bytes, 'application/json')
  const weight = made.text.ref.bytes + ref.bytes
  const facts = { ...made.facts, essentialBytes: weight, fullBytes: weight }
  expect(await ground.push(anne, publishing({ ...said(made), manifest: ref, facts }))).toMatchObject([
    { refused: 'badPack' },
  ])
})
