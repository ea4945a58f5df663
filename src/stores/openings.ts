import {
  computed,
  effectScope,
  getCurrentScope,
  onScopeDispose,
  shallowRef,
  watch,
  type EffectScope,
  type Ref,
} from 'vue'
import type { HeldPack, PackVersion } from '../db/files.ts'
import type { Sha256 } from '../domain/ids.ts'
import type { PackText } from '../domain/pages.ts'
import { readText } from '../packs/manifest.ts'
import { readWhole } from '../sync/held.ts'
import { engine } from './engine.ts'
import { live } from './live.ts'

/**
 * A pack open before a reader. It stays the version it was opened with, so that nothing moves under their eyes; `newer` says that another is
 * here, and `reopen` turns to it. `version` is that of `text`.
 */
export type Opening = {
  key: string
  text: Readonly<Ref<PackText | 'absent' | undefined>>
  version: Readonly<Ref<PackVersion | undefined>>
  newer: Readonly<Ref<boolean>>
  reopen: () => void
}

type Opened = { version: PackVersion; text: PackText }
type Shelved = { held: PackVersion | null; removed: boolean }

const openings = new Map<string, { opening: Opening; scope: EffectScope; readers: number }>()

/** The opening of a pack by its key, one for all who read it on this page; closed with the last of them. */
export function useOpening(key: () => string | undefined): Readonly<Ref<Opening | undefined>> {
  const current = shallowRef<Opening>()
  let leave = (): void => undefined
  watch(
    key,
    (now) => {
      leave()
      if (now === undefined) {
        leave = () => undefined
        current.value = undefined
        return
      }
      current.value = enter(now)
      leave = () => exit(now)
    },
    { immediate: true },
  )
  if (getCurrentScope()) onScopeDispose(() => leave())
  return current
}

function enter(key: string): Opening {
  const known = openings.get(key)
  if (known) {
    known.readers += 1
    return known.opening
  }
  const scope = effectScope(true)
  const opening = scope.run(() => open(key))
  if (!opening) throw new Error('a new scope runs')
  openings.set(key, { opening, scope, readers: 1 })
  return opening
}

function exit(key: string): void {
  const known = openings.get(key)
  if (!known) return
  known.readers -= 1
  if (known.readers > 0) return
  known.scope.stop()
  openings.delete(key)
}

function open(key: string): Opening {
  const shelved = live(async () => shelvedOf(await engine().files.packs.get(key)))
  const opened = shallowRef<Opened | 'absent'>()
  let takes = 0
  const take = async (version: PackVersion | null) => {
    takes += 1
    const mine = takes
    const text = version ? await textOf(version.text.sha256) : undefined
    if (mine === takes) opened.value = version && text ? { version, text } : 'absent'
  }
  const reopen = () => void take(shelved.value?.held ?? null).catch(reportError)
  const reads = () => (typeof opened.value === 'object' ? opened.value : undefined)
  watch(
    () => shelved.value && `${shelved.value.removed} ${shelved.value.held?.manifest.sha256}`,
    () => {
      if (shelved.value && (shelved.value.removed || !reads())) reopen()
    },
    { immediate: true },
  )
  return {
    key,
    text: computed(() => (typeof opened.value === 'object' ? opened.value.text : opened.value)),
    version: computed(() => reads()?.version),
    newer: computed(() => {
      const [held, read] = [shelved.value?.held, reads()]
      return held != null && read !== undefined && held.manifest.sha256 !== read.version.manifest.sha256
    }),
    reopen,
  }
}

function shelvedOf(row: HeldPack | undefined): Shelved {
  return { held: row?.held ?? null, removed: row?.removed ?? false }
}

/** The last text read, by its hash: readers go from page to page of one pack, and a long one takes a phone a fifth of a second to check. */
let last: { name: Sha256; text: PackText } | undefined

async function textOf(name: Sha256): Promise<PackText | undefined> {
  if (last?.name === name) return last.text
  const bytes = await readWhole(engine().files, name)
  const text = bytes && readText(bytes)
  if (text) last = { name, text }
  return text
}
