import { onScopeDispose, shallowRef, type Ref } from 'vue'
import type { FileRef } from '../../domain/files.ts'
import type { Unkept } from '../../stores/keeping.ts'
import type { PhotoRefusal, ReadyPhoto } from '../../stores/photos.ts'

/** Why a photo is not in the copy; the words are in the locales, `yourWork.photoTrouble.<name>`. */
export type PhotoTrouble = PhotoRefusal['refused'] | Unkept['refused'] | 'twice'

/** One photo on screen: being prepared, there (`ref`, shown at `url`), or not to be had (`trouble`, in words). */
type Tile = { id: string; ref?: FileRef; url?: string; trouble?: string }

/**
 * The photos of a copy that is being written, in the order the pupil gives them. One that was picked shows at once; it is prepared when those
 * before it are, so that a small phone holds one at a time. `keep` puts it on the device, `changed` hears of the photos that are there.
 */
export function usePickedPhotos(does: {
  prepare: (file: Blob) => Promise<ReadyPhoto | PhotoRefusal>
  keep: (photo: ReadyPhoto) => Promise<FileRef | Unkept>
  address: (photo: FileRef) => string
  changed: (photos: FileRef[]) => void
  words: (trouble: PhotoTrouble) => string
}): {
  tiles: Readonly<Ref<readonly Tile[]>>
  /** Shows these, and those that are being prepared; nothing changes when they are shown already. */
  follow: (photos: readonly FileRef[]) => void
  pick: (files: readonly Blob[]) => void
  remove: (id: string) => void
  move: (id: string, by: -1 | 1) => void
  /** Resolves once every photo picked so far is kept or says why not. */
  settled: () => Promise<void>
} {
  const tiles = shallowRef<readonly Tile[]>([])
  /** Photos made here are shown from memory: a page that no worker answers yet shows them too. */
  const memory = new Map<string, string>()
  let picked = 0
  let queue: Promise<void> = Promise.resolve()

  const there = () => tiles.value.flatMap((tile) => tile.ref ?? [])
  const tell = () => does.changed(there())
  const replace = (id: string, tile: Partial<Tile>) => {
    tiles.value = tiles.value.map((one) => (one.id === id ? { ...one, ...tile } : one))
  }

  const fail = (id: string, trouble: PhotoTrouble) => replace(id, { trouble: does.words(trouble) })

  onScopeDispose(() => memory.forEach((url) => URL.revokeObjectURL(url)))

  async function prepare(id: string, file: Blob): Promise<void> {
    const wanted = () => tiles.value.some((tile) => tile.id === id)
    if (!wanted()) return
    const ready = await does.prepare(file)
    if ('refused' in ready) {
      fail(id, ready.refused)
      return
    }
    if (tiles.value.some((tile) => tile.ref?.sha256 === ready.ref.sha256)) {
      fail(id, 'twice')
      return
    }
    const kept = await does.keep(ready)
    if ('refused' in kept) {
      fail(id, kept.refused)
      return
    }
    // Removed meanwhile: what is kept and named nowhere is cleared away by itself.
    if (!wanted()) return
    const url = URL.createObjectURL(new Blob([ready.bytes], { type: kept.type }))
    memory.set(kept.sha256, url)
    replace(id, { ref: kept, url })
    tell()
  }

  return {
    tiles,
    follow: (photos) => {
      const names = (refs: readonly FileRef[]) => refs.map(({ sha256 }) => sha256).join()
      if (names(photos) === names(there())) return
      const preparing = tiles.value.filter((tile) => !tile.ref && !tile.trouble)
      const kept = photos.map((ref) => ({ id: ref.sha256, ref, url: memory.get(ref.sha256) ?? does.address(ref) }))
      tiles.value = [...kept, ...preparing]
    },
    pick: (files) => {
      for (const file of files) {
        const id = `picked-${picked++}`
        tiles.value = [...tiles.value, { id }]
        queue = queue
          .then(() => prepare(id, file))
          .catch((failure: unknown) => {
            // A file that the gallery took away under us, most often; the photos after it go on.
            fail(id, 'pictureUnreadable')
            reportError(failure)
          })
      }
    },
    remove: (id) => {
      tiles.value = tiles.value.filter((tile) => tile.id !== id)
      tell()
    },
    move: (id, by) => {
      const from = tiles.value.findIndex((tile) => tile.id === id)
      const moved = tiles.value.filter((tile) => tile.id !== id)
      const tile = tiles.value[from]
      if (!tile || from + by < 0 || from + by >= tiles.value.length) return
      tiles.value = moved.toSpliced(from + by, 0, tile)
      tell()
    },
    settled: () => queue,
  }
}
