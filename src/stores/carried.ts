import { shallowRef, watch, type Ref } from 'vue'
import { isWhole } from '../db/claims.ts'
import type { FileType } from '../domain/files.ts'
import type { Sha256 } from '../domain/ids.ts'
import type { Manifest, PackFile, Tier } from '../domain/packs.ts'
import { readManifest } from '../packs/manifest.ts'
import { heldFile, readWhole } from '../sync/held.ts'
import { fileUrl } from './addresses.ts'
import { engine } from './engine.ts'
import { liveOf } from './live.ts'
import type { Opening } from './openings.ts'

/** A file of a pack, for pictures, sound, video and documents. `here`: whole and verified on this device, so that it shows without a network. */
export type FileHeld = { url: string; type: FileType; bytes: number; name: string; tier: Tier; here: boolean }

export type FilesHeld = ReadonlyMap<Sha256, FileHeld>

/**
 * The files of the version that an opening reads, live as they come; none while its manifest is not here. Once a newer version has taken its
 * place they stay as they were: what is drawn does not go away.
 */
export function filesIn(opening: Readonly<Ref<Opening | undefined>>): Ref<FilesHeld | undefined> {
  const name = () => opening.value?.version.value?.manifest.sha256
  const whole = liveOf(name, async (sha256) => ({
    name: sha256,
    here: (await heldFile(engine().files, sha256)) !== undefined,
  }))
  const manifest = shallowRef<{ key: string; name: Sha256; files: PackFile[] }>()
  watch(
    whole,
    (now) => {
      if (now && (now.here || manifest.value?.name !== now.name)) void read(now.name, now.here).catch(reportError)
    },
    { immediate: true },
  )
  const read = async (sha256: Sha256, here: boolean) => {
    const said = here ? await manifestOf(sha256) : undefined
    const key = opening.value?.key
    if (key !== undefined && name() === sha256) manifest.value = { key, name: sha256, files: said?.files ?? [] }
  }
  let before: { name: Sha256; files: FilesHeld } | undefined
  return liveOf(
    () => (manifest.value && manifest.value.name === name() ? manifest.value : undefined),
    async ({ name: sha256, files, key }) => {
      const rows = await engine().files.files.bulkGet(files.map((file) => file.sha256))
      // Asked after the files: a version that takes the place of this one takes its files away in the same transaction.
      const held = (await engine().files.packs.get(key))?.held
      if (before?.name === sha256 && held?.manifest.sha256 !== sha256) return before.files
      const here = rows.map((row) => row !== undefined && isWhole(row))
      const known = before?.name === sha256 ? before.files : undefined
      before = { name: sha256, files: known && sameAs(known, here) ? known : shownAll(files, here) }
      return before.files
    },
  )
}

function shownAll(files: readonly PackFile[], here: readonly boolean[]): FilesHeld {
  return new Map(
    files.map(({ sha256, type, bytes, name, tier }, at) => [
      sha256,
      { url: fileUrl({ sha256, type }), type, bytes, name, tier, here: here[at] ?? false },
    ]),
  )
}

/** Whether nothing changed: a lesson is not drawn anew at each piece that comes. */
function sameAs(known: FilesHeld, here: readonly boolean[]): boolean {
  return known.size === here.length && [...known.values()].every((file, at) => file.here === here[at])
}

async function manifestOf(name: Sha256): Promise<Manifest | undefined> {
  const bytes = await readWhole(engine().files, name)
  return bytes && readManifest(bytes)
}
