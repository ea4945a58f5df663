import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packKey, type HeldPack } from '../../src/db/files.ts'
import { fileAddress, type FileRef } from '../../src/domain/files.ts'
import type { Manifest, Pack } from '../../src/domain/packs.ts'
import { bodyOf, type FeedName } from '../../src/domain/records.ts'
import { readManifest } from '../../src/packs/manifest.ts'
import { readWhole } from '../../src/sync/held.ts'
import { reaches } from '../../src/sync/policy.ts'
import { readFeeds } from './archive.ts'
import type { Device } from './device.ts'
import type { World } from './world.ts'

type Published = { feed: FeedName; packId: string; pack: Pack }

/** G10: whatever the school publishes is whole and public, whatever a device holds is whole there, and those who carry lessons carry the last ones. */
export async function checkShelves(world: World): Promise<void> {
  const published: Published[] = []
  for (const [feed, records] of await readFeeds(world.house)) {
    for (const { kind, id: packId, body } of records) {
      const pack = kind === 'pack' ? bodyOf('pack', body) : undefined
      if (pack) published.push({ feed, packId, pack })
    }
  }
  for (const one of published) await checkPublished(world, one)
  for (const device of world.devices) {
    for (const row of await device.files.packs.toArray()) await checkWhole(world, device, row)
    await checkCarried(world, device, published)
    await checkCounts(device)
  }
}

async function manifestOf({ house }: World, ref: FileRef): Promise<Manifest> {
  const manifest = readManifest((await house.files.read(ref.sha256)) ?? new Uint8Array())
  if (!manifest) throw new Error(`manifest ${ref.sha256} is not at the school`)
  return manifest
}

async function checkPublished(world: World, { feed, packId, pack }: Published): Promise<void> {
  for (const file of [pack.manifest, pack.text, ...(await manifestOf(world, pack.manifest)).files]) {
    if (!existsSync(join(world.house.data, fileAddress(file))))
      throw new Error(`${feed} names pack ${packId} and ${fileAddress(file)} is not public`)
    const bytes = await world.house.files.read(file.sha256)
    if (!bytes || hash(bytes) !== file.sha256) throw new Error(`a file of pack ${packId} is not what it was`)
  }
}

/** What can be read is whole, as deep as it says. */
async function checkWhole(world: World, { files, name }: Device, { held, key }: HeldPack): Promise<void> {
  if (!held) return
  const named = held.depth === 'text' ? [] : [held.manifest, ...(await manifestOf(world, held.manifest)).files]
  const deep = named.filter((file) => !('tier' in file) || held.depth === 'full' || file.tier === 'essential')
  for (const { sha256 } of [held.text, ...deep]) {
    const bytes = await readWhole(files, sha256)
    if (!bytes || hash(bytes) !== sha256) throw new Error(`pack ${key} is half there on the ${name}`)
  }
}

/** Pupils and guardians have the last version of every pack of their classes, its essential pictures at least. */
async function checkCarried({ house }: World, { files, name, owners }: Device, all: Published[]): Promise<void> {
  for (const { member, profile } of owners) {
    const readable = house.parts.heads.actor(member.id)?.feeds
    if (member.role === 'teacher') continue
    for (const { feed, packId, pack } of all.filter((one) => readable?.has(one.feed))) {
      const row = await files.packs.get(packKey(profile, feed, packId))
      const last = row?.held?.manifest.sha256 === pack.manifest.sha256 && reaches(row.held.depth, 'essential')
      if (!last || row.trouble !== null)
        throw new Error(`pack ${packId} of ${feed} is not carried on the ${name}: ${JSON.stringify(row)}`)
    }
  }
}

/** No byte that no file counts, no file that counts wrong. */
async function checkCounts({ files, name }: Device): Promise<void> {
  const counts = new Map<string, number>()
  for (const [file] of await files.pieces.toCollection().primaryKeys()) counts.set(file, (counts.get(file) ?? 0) + 1)
  for (const { sha256, have } of await files.files.toArray()) {
    if ((counts.get(sha256) ?? 0) !== have) throw new Error(`pieces of ${sha256} are miscounted on the ${name}`)
    counts.delete(sha256)
  }
  if (counts.size > 0) throw new Error(`pieces of no file are on the ${name}`)
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
