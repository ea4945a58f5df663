import { computed, shallowReactive, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'
import type { HeldPack } from '../db/files.ts'
import { listHeld, lookUp } from '../db/overlay.ts'
import { pausePack, removePack, resumePack, startPack } from '../db/shelf.ts'
import type { Id } from '../domain/ids.ts'
import type { Pack, Tier } from '../domain/packs.ts'
import { downloadOf, type Download } from './downloading.ts'
import { engine } from './engine.ts'
import { kept, type Unkept } from './keeping.ts'
import { liveOf } from './live.ts'
import { spotOf, type Place } from './places.ts'
import { currentId } from './profiles.ts'

/** What a person can do with a download. Each is done on the device at once, or answers why it could not be; bytes follow when the network allows. */
export type DownloadActions = {
  start: (tier: Tier) => Promise<'done' | Unkept>
  pause: () => Promise<'done' | Unkept>
  resume: () => Promise<'done' | Unkept>
  /** Frees the pack's bytes that no other profile or pack of this device counts on. */
  remove: () => Promise<'done' | Unkept>
}

/** One pack's download, live. `download` is undefined while loading. */
export function useDownload(place: MaybeRefOrGetter<Place>): DownloadActions & { download: Ref<Download | undefined> } {
  const spot = () => (currentId.value === null ? undefined : spotOf(currentId.value, toValue(place)))
  const pack = liveOf(spot, async ({ profile, feed, packId }) =>
    lookUp(engine().profile(profile), { feed, kind: 'pack', id: packId }),
  )
  const rows = liveOf(spot, ({ key }) => engine().files.packs.where('key').equals(key).toArray())
  const moving = useMoving(rows)
  const download = computed(() => {
    const row = rows.value?.[0]
    return pack.value && rows.value && downloadOf(toValue(place), pack.value, row, moving(row))
  })
  return { download, ...actionsOn(() => toValue(place)) }
}

/** Every pack of the current profile with what is here of it, newest first, and the same actions by place. */
export function useDownloads(): {
  downloads: Ref<Download[] | undefined>
  act: (place: Place) => DownloadActions
} {
  const profile = () => currentId.value ?? undefined
  const packs = liveOf(profile, async (id) => published(id))
  const rows = liveOf(profile, (id) => engine().files.packs.where('key').startsWith(`${id}/`).toArray())
  const moving = useMoving(rows)
  const downloads = computed(() => {
    if (!packs.value || !rows.value) return undefined
    const byKey = new Map(rows.value.map((row) => [row.key, row]))
    return packs.value.map(({ key, place, pack }) => {
      const row = byKey.get(key)
      return downloadOf(place, pack, row, moving(row))
    })
  })
  return { downloads, act: (place) => actionsOn(() => place) }
}

async function published(profile: Id): Promise<{ key: string; place: Place; pack: Pack }[]> {
  const records = await listHeld(engine().profile(profile), 'pack')
  return records
    .toSorted((a, b) => b.at - a.at)
    .flatMap(({ feed, id: packId, body: pack }) => {
      const classId = /^class:(.+)$/.exec(feed)?.[1]
      if (classId === undefined) return []
      const place = { classId, packId }
      return [{ key: spotOf(profile, place).key, place, pack }]
    })
}

function actionsOn(place: () => Place): DownloadActions {
  const { files, wake } = engine()
  const spot = () => {
    if (currentId.value === null) throw new Error('nobody is here to carry a pack')
    return spotOf(currentId.value, place())
  }
  const done = async (write: () => Promise<unknown>, asked: boolean): Promise<'done' | Unkept> => {
    const failed = await kept(async () => {
      await write()
      return undefined
    })
    if (failed) return failed
    if (asked) wake('asked')
    return 'done'
  }
  return {
    start: (tier) => done(() => startPack(files, spot(), tier), true),
    pause: () => done(() => pausePack(files, spot().key), false),
    resume: () => done(() => resumePack(files, spot().key), true),
    remove: () => done(() => removePack(files, spot().key), false),
  }
}

/** A pack of which bytes came within this many milliseconds is under way, whoever brings them: this page, another one or the worker. */
const LATELY = 15_000

const lately = shallowReactive(new Map<string, ReturnType<typeof setTimeout>>())

function useMoving(rows: Ref<HeldPack[] | undefined>): (row: HeldPack | undefined) => boolean {
  const seen = new Map<string, number>()
  watch(
    rows,
    (now) => {
      for (const { key, have } of now ?? []) {
        const before = seen.get(key)
        seen.set(key, have)
        if (before === undefined || have <= before) continue
        clearTimeout(lately.get(key))
        lately.set(
          key,
          setTimeout(() => lately.delete(key), LATELY),
        )
      }
    },
    { immediate: true, flush: 'sync' },
  )
  return (row) => row !== undefined && lately.has(row.key)
}
