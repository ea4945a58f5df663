import { customRef, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { ProfileDb } from '../db/profile.ts'
import type { Id, Sha256 } from '../domain/ids.ts'
import type { PackDraft } from '../domain/makings.ts'
import type { PackFile } from '../domain/packs.ts'
import { photoUrl } from './addresses.ts'
import type { FileHeld, FilesHeld } from './carried.ts'
import { engine } from './engine.ts'
import { currentId } from './profiles.ts'

/**
 * The files of a draft for a preview, by hash. Bytes are heavy: they are taken up when this is first read, and let go with the page. A document is
 * opened by a reader that may fetch from our own addresses only: there the service worker gives it from the device.
 */
export function previewsOf(draft: Readonly<Ref<PackDraft | null | undefined>>): Ref<FilesHeld | undefined> {
  const wanted = ref(false)
  const shown = shallowRef<FilesHeld>()
  const urls = new Map<Sha256, string>()
  let gone = false

  watch(
    () => (wanted.value ? draft.value?.files : undefined),
    (files) => {
      if (files && currentId.value !== null) void show(currentId.value, files).catch(reportError)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    gone = true
    for (const url of urls.values()) URL.revokeObjectURL(url)
  })

  async function show(profile: Id, files: readonly PackFile[]): Promise<void> {
    const db = engine().profile(profile)
    const held = new Map<Sha256, FileHeld>()
    for (const { sha256, type, bytes, name, tier } of files) {
      const url =
        type === 'application/pdf' ? photoUrl(profile, sha256) : (urls.get(sha256) ?? (await open(db, sha256, type)))
      if (url !== undefined) held.set(sha256, { url, type, bytes, name, tier, here: true })
    }
    shown.value = held
  }

  async function open(db: ProfileDb, sha256: Sha256, type: string): Promise<string | undefined> {
    const bytes = (await db.blobs.get(sha256))?.bytes
    if (!bytes || gone) return undefined
    const url = URL.createObjectURL(new Blob([bytes], { type }))
    urls.set(sha256, url)
    return url
  }

  return customRef(() => ({
    get() {
      wanted.value = true
      return shown.value
    },
    set: () => undefined,
  }))
}
