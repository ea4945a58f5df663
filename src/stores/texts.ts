import { toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import type { FileRef } from '../domain/files.ts'
import type { Sha256 } from '../domain/ids.ts'
import type { PackText } from '../domain/pages.ts'
import type { Texts } from '../domain/results.ts'
import { readText } from '../packs/manifest.ts'
import { readWhole } from '../sync/held.ts'
import { engine } from './engine.ts'
import { liveOf } from './live.ts'
import { currentDb } from './profiles.ts'

/** Texts read on this page; a version never changes. */
const read = new Map<Sha256, PackText>()

/** The words of these versions of packs, those that are on this device; the others join them as they come. */
export function useTexts(refs: MaybeRefOrGetter<readonly FileRef[]>): Ref<Texts | undefined> {
  const names = () => [...new Set(toValue(refs).map(({ sha256 }) => sha256))].sort().join(' ')
  return liveOf(names, async (joined) => {
    const texts = new Map<Sha256, PackText>()
    for (const name of joined.split(' ').filter(Boolean)) {
      const text = await textOf(name)
      if (text) texts.set(name, text)
    }
    return texts
  })
}

async function textOf(name: Sha256): Promise<PackText | undefined> {
  const known = read.get(name)
  if (known) return known
  // What was published from this device is here before the school has it.
  const own = (await currentDb()?.blobs.get(name))?.bytes
  const bytes = own ? new Uint8Array(own) : await readWhole(engine().files, name)
  const text = bytes && readText(bytes)
  if (text) read.set(name, text)
  return text
}
