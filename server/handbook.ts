import { join } from 'node:path'
import { bodyOf, type FeedRecord } from '../src/domain/records.ts'
import { readManifest } from '../src/packs/manifest.ts'
import { readHandbook } from './content/handbook.ts'
import { publishHandbook, storeHandbook } from './content/publish-handbook.ts'
import { writeGuide } from './content/write-guide.ts'
import type { Files } from './files/files.ts'
import type { Storage } from './storage/storage.ts'
import type { SchoolKeys } from './sync/schoolKeys.ts'

type Parts = { storage: Storage; files: Files; keys: SchoolKeys; clock: () => number }

/** Publishes what changed in the handbook since the last start, and writes its pages for browsers without scripts. */
export async function openHandbook(
  { storage, files, keys, clock }: Parts,
  guideFolder: string,
  shell: string | null,
): Promise<void> {
  const handbook = await readHandbook(join(import.meta.dirname, 'content', 'handbook'))
  const sign = (text: string) => ({ keyId: keys.id, signature: keys.sign(text) })
  await storeHandbook(files, handbook)
  await storage.write((job) => publishHandbook(job, handbook, sign, clock()))
  await writeGuide(guideFolder, handbook, shell)
}

/** Makes public what these records of a shared feed name: a pack's manifest, its text, and the manifest's files. */
export async function shareNamed(files: Files, records: readonly FeedRecord[]): Promise<void> {
  for (const { kind, body } of records) {
    const pack = kind === 'pack' ? bodyOf('pack', body) : undefined
    if (!pack) continue
    const manifest = readManifest((await files.read(pack.manifest.sha256)) ?? new Uint8Array())
    if (!manifest) throw new Error(`the manifest of an accepted pack is not held: ${pack.manifest.sha256}`)
    for (const file of [...manifest.files, pack.text, pack.manifest]) await files.share(file)
  }
}
