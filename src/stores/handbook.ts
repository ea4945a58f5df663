import { computed, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'
import { listKnown } from '../db/overlay.ts'
import { startPack } from '../db/shelf.ts'
import type { Id, Moment, Sha256 } from '../domain/ids.ts'
import type { Page } from '../domain/pages.ts'
import { Audience, type HandbookPage } from '../domain/packs.ts'
import { feeds } from '../domain/records.ts'
import { filesIn, type FileHeld } from './carried.ts'
import { engine } from './engine.ts'
import { live } from './live.ts'
import { useOpening } from './openings.ts'
import { publicSpot } from './places.ts'

/** A page of the handbook: its record, and its slug (the record's id, the page's id in the pack's text, and its address `/guide/<slug>`). */
export type HandbookEntry = HandbookPage & { slug: Id }

/** The handbook as this device holds it, ordered by audience then order. `freshAt`: when the school was last asked, null if never. */
export type Handbook = { pages: HandbookEntry[]; freshAt: Moment | null }

/** `page` is `absent` while its text is not on this device (and comes by itself with a network). */
export type HandbookReading = { entry: HandbookEntry; page: Page | 'absent'; files: ReadonlyMap<Sha256, FileHeld> }

/** How old the handbook may be before whoever opens it makes the device ask again, in milliseconds. */
const OLD = 24 * 3600_000

/** The table of the handbook, live, without any account. Undefined while loading; asks the network by itself when it is old. */
export function useHandbook(): Ref<Handbook | undefined> {
  const handbook = live(handbookHere)
  let asked = false
  watch(
    handbook,
    (now) => {
      if (!now || asked) return
      asked = true
      const { now: clock, wake } = engine()
      if (now.freshAt === null) wake('asked')
      else if (Math.abs(clock() - now.freshAt) > OLD) wake('background')
    },
    { immediate: true },
  )
  return handbook
}

async function handbookHere(): Promise<Handbook> {
  const { device } = engine()
  const records = await listKnown(device, 'handbookPage', feeds.public)
  const heard = await device.heard.get(feeds.public)
  const place = ({ audience, order }: HandbookPage) => Audience.options.indexOf(audience) * 1e6 + order
  const pages = records.map(({ id: slug, body }) => ({ ...body, slug })).toSorted((a, b) => place(a) - place(b))
  return { pages, freshAt: heard?.at ?? null }
}

/** One page of the handbook; `unknown` when the handbook on this device has no such page. */
export function useHandbookPage(slug: MaybeRefOrGetter<Id>): Ref<HandbookReading | 'unknown' | undefined> {
  const handbook = useHandbook()
  const entry = computed(() => handbook.value?.pages.find((page) => page.slug === toValue(slug)))
  const packId = computed(() => entry.value?.packId)
  const opening = useOpening(() => packId.value && publicSpot(packId.value).key)
  const files = filesIn(opening)
  const page = computed(() => {
    const text = opening.value?.text.value
    return typeof text === 'object' ? (text.pages.find(({ id }) => id === toValue(slug)) ?? 'absent') : text
  })
  const missing = computed(
    () => handbook.value && (!entry.value || page.value === 'absent') && (packId.value ?? toValue(slug)),
  )
  watch(missing, (now) => now && void askFor(packId.value).catch(reportError), { immediate: true })
  return computed(() => {
    if (!handbook.value) return undefined
    if (!entry.value) return 'unknown'
    return page.value && { entry: entry.value, page: page.value, files: files.value ?? new Map() }
  })
}

/** Someone looks at a page that is not here: its words come whatever the network costs, and the list of pages is asked for anew. */
async function askFor(packId: Id | undefined): Promise<void> {
  const { files, wake } = engine()
  if (packId !== undefined) await startPack(files, publicSpot(packId), 'text')
  wake('asked')
}
