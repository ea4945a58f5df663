import { shallowRef, watch, type Ref } from 'vue'
import type { Held } from '../db/overlay.ts'
import type { Id, Moment } from '../domain/ids.ts'
import type { PackDraft } from '../domain/makings.ts'
import { makeVersion, type Version } from '../packs/manifest.ts'
import { weightOf } from '../packs/weight.ts'
import { digest } from './hashing.ts'

/** Bytes as pupils will fetch them, and how long that takes at 400 kbit/s. */
export type Weight = { essentialBytes: number; essentialSeconds: number; fullBytes: number; fullSeconds: number }

/** A class that has this pack. `current`: what it has is what the draft says now. `waiting`: not at the school yet. */
export type PublishedTo = { classId: Id; version: number; at: Moment; current: boolean; waiting: boolean }

/** What a draft would be if it were published now, made anew after each change; null while it has no page. */
export function versionOf(draft: Readonly<Ref<PackDraft | null | undefined>>): Ref<Version | null | undefined> {
  const version = shallowRef<Version | null>()
  const make = async (now: PackDraft) => {
    // Untitled, it weighs all the same.
    const made = now.pages.length > 0 ? await makeVersion({ ...now, title: now.title.trim() || '-' }, digest) : null
    if (draft.value === now) version.value = made
  }
  watch(
    draft,
    (now) => {
      if (now) void make(now).catch(reportError)
    },
    { immediate: true },
  )
  return version
}

/** Bytes on a line of 400 kbit/s go by this many a second. */
const BYTES_A_SECOND = 50_000

export function weighed(version: Version | null): Weight {
  const { essentialBytes, fullBytes } = version ? weightOf(version) : { essentialBytes: 0, fullBytes: 0 }
  return {
    essentialBytes,
    essentialSeconds: essentialBytes / BYTES_A_SECOND,
    fullBytes,
    fullSeconds: fullBytes / BYTES_A_SECOND,
  }
}

export function publishedAs({ feed, at, body, waiting }: Held<'pack'>, version: Version | null): PublishedTo {
  return {
    classId: feed.replace('class:', ''),
    version: body.version,
    at,
    current: body.manifest.sha256 === version?.manifest.ref.sha256,
    waiting: waiting !== undefined,
  }
}
