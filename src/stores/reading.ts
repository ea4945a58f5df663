import { computed, toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import type { FileRef } from '../domain/files.ts'
import type { Sha256 } from '../domain/ids.ts'
import type { PackText } from '../domain/pages.ts'
import { filesIn, type FileHeld } from './carried.ts'
import { useOpening, type Opening } from './openings.ts'
import { spotOf, type Place } from './places.ts'
import { currentId } from './profiles.ts'

/**
 * The words of a pack as they can be read now (an older version until the new one is whole); `absent` when they are not on this device yet.
 * Undefined while loading. Once shown they stay as they are until the page is opened again, or the reader asks (`useNewerText`).
 */
export function usePackText(place: MaybeRefOrGetter<Place>): Ref<PackText | 'absent' | undefined> {
  const opening = openingOf(place)
  return computed(() => opening.value?.text.value)
}

/** The words of the version that `usePackText` gives, as a file. */
export function usePackTextRef(place: MaybeRefOrGetter<Place>): Ref<FileRef | undefined> {
  const opening = openingOf(place)
  return computed(() => opening.value?.version.value?.text)
}

/** The files of the version that `usePackText` gives, by hash. */
export function usePackFiles(place: MaybeRefOrGetter<Place>): Ref<ReadonlyMap<Sha256, FileHeld> | undefined> {
  return filesIn(openingOf(place))
}

/** Whether a newer version than the one being read is here, and turning to it. */
export function useNewerText(place: MaybeRefOrGetter<Place>): { newer: Ref<boolean>; read: () => void } {
  const opening = openingOf(place)
  return { newer: computed(() => opening.value?.newer.value ?? false), read: () => opening.value?.reopen() }
}

function openingOf(place: MaybeRefOrGetter<Place>): Readonly<Ref<Opening | undefined>> {
  return useOpening(() => (currentId.value === null ? undefined : spotOf(currentId.value, toValue(place)).key))
}
