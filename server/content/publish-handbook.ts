import { sealedText, type Seal } from '../../src/domain/packs.ts'
import { bodyOf, feeds, type Write } from '../../src/domain/records.ts'
import { PUBLIC_CAP } from '../../src/protocol/head.ts'
import type { Job } from '../storage/storage.ts'
import type { Handbook, HandbookPack } from './handbook.ts'
import { storeParts, type Shelf } from './store-parts.ts'

/** Who publishes what ships with the product. */
const AUTHOR = 'cartable'

export type Sign = (text: string) => { keyId: string; signature: string }
type PublicShelf = Shelf & { share(file: HandbookPack['version']['text']['ref']): Promise<void> }

/** Brings the handbook's files in and makes them public. Harmless again and again: a file is named by what it holds. */
export async function storeHandbook(shelf: PublicShelf, handbook: Handbook): Promise<void> {
  const parts = handbook.packs.flatMap(partsOf)
  await storeParts(shelf, AUTHOR, parts)
  for (const { ref } of parts) await shelf.share(ref)
}

/** Writes what differs between the handbook that ships and the one published: a new version a pack, pages that changed, pages that are gone. */
export async function publishHandbook(job: Job, handbook: Handbook, sign: Sign, now: number): Promise<number> {
  await job.openFeed(feeds.public, PUBLIC_CAP)
  for (const { ref } of handbook.packs.flatMap(partsOf))
    await job.putFile({ sha256: ref.sha256, bytes: ref.bytes, type: ref.type, shared: true, feeds: [] })
  const published = await job.recordsAfter(feeds.public, 0, 10_000)
  const alive = new Map(
    published.filter(({ body }) => body !== null).map((record) => [`${record.kind} ${record.id}`, record]),
  )
  const writes: Write[] = []
  for (const pack of handbook.packs) {
    const before = bodyOf('pack', alive.get(`pack ${pack.id}`)?.body)
    if (before?.manifest.sha256 !== pack.version.manifest.ref.sha256)
      writes.push(...writesOf(pack, before?.version ?? 0, sign))
  }
  for (const { slug: id, body } of handbook.entries) {
    const before = bodyOf('handbookPage', alive.get(`handbookPage ${id}`)?.body)
    if (JSON.stringify(before) !== JSON.stringify(body))
      writes.push({ feed: feeds.public, kind: 'handbookPage', id, body })
    alive.delete(`handbookPage ${id}`)
  }
  for (const { kind, id } of alive.values())
    if (kind === 'handbookPage') writes.push({ feed: feeds.public, kind, id, body: null })
  await job.put(writes, now)
  return writes.length
}

function writesOf({ id, title, version }: HandbookPack, last: number, sign: Sign): Write[] {
  const manifest = version.manifest.ref
  const seal: Seal = { manifest: manifest.sha256, ...sign(sealedText(manifest.sha256)) }
  const body = {
    title,
    subject: 'other' as const,
    level: '6e' as const,
    version: last + 1,
    manifest,
    text: version.text.ref,
    ...version.facts,
    by: AUTHOR,
    teacher: 'Cartable',
  }
  return [
    { feed: feeds.public, kind: 'pack', id, body },
    { feed: feeds.public, kind: 'seal', id: manifest.sha256, body: seal },
  ]
}

function partsOf({ version, files }: HandbookPack) {
  return [...files, version.text, version.manifest]
}
