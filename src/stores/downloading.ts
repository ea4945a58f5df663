import type { Depth, HeldPack, Trouble } from '../db/files.ts'
import type { Pack, Tier } from '../domain/packs.ts'
import { reaches } from '../sync/policy.ts'
import type { Place } from './places.ts'

/**
 * How much of a pack is on this device. Sizes in bytes.
 * `held`: what can be read now, null for nothing; `text` is the words without the pictures.
 * `state`: `absent` nothing here and nothing asked, `waiting` asked and its turn will come by itself, `going`, `paused` by the person,
 * `stopped` by a trouble, `whole` all that was asked is here. With the words alone here, and nothing more asked, it is `absent` too.
 * `have` and `total` are about `wanted`, or about the essential tier while nothing is wanted.
 * `trouble`: why it stopped by itself; the words are in the locales, `downloads.trouble.<name>`.
 */
export type Download = Place & {
  title: string
  version: number
  held: { version: number; tier: Depth } | null
  state: 'absent' | 'waiting' | 'going' | 'paused' | 'stopped' | 'whole'
  trouble: Trouble | null
  wanted: Tier | null
  have: number
  total: number
  essentialBytes: number
  fullBytes: number
}

/** What to say of a pack, from what its class has and what is here. `moving`: bytes of it came lately. */
export function downloadOf(place: Place, pack: Pack, row: HeldPack | undefined, moving: boolean): Download {
  const { title, version, essentialBytes, fullBytes } = pack
  const wanted = wantedOf(row)
  const state = stateOf(pack, row, wanted, moving)
  const total = wanted === 'full' ? fullBytes : essentialBytes
  const isHere = state === 'whole'
  const counts = row && aboutOf(row)?.manifest.sha256 === pack.manifest.sha256
  return {
    ...place,
    title,
    version,
    held: row?.held ? { version: row.held.version, tier: row.held.depth } : null,
    state,
    trouble: state === 'stopped' ? (row?.trouble ?? null) : null,
    wanted,
    have: isHere ? total : counts ? Math.min(row.have, total) : 0,
    total,
    essentialBytes,
    fullBytes,
  }
}

function wantedOf(row: HeldPack | undefined): Tier | null {
  if (!row || row.removed) return null
  const depth = row.asked && row.chosen ? row.chosen : row.wanted
  return depth === 'text' ? null : depth
}

/** The version that a line counts the bytes of. */
function aboutOf({ coming, held }: HeldPack) {
  return coming ?? held
}

function stateOf(pack: Pack, row: HeldPack | undefined, wanted: Tier | null, moving: boolean): Download['state'] {
  if (!row || row.removed || wanted === null) return 'absent'
  if (row.held?.manifest.sha256 === pack.manifest.sha256 && reaches(row.held.depth, wanted)) return 'whole'
  if (row.paused) return 'paused'
  // A trouble of an older version says nothing of this one.
  if (row.trouble && aboutOf(row)?.manifest.sha256 === pack.manifest.sha256) return 'stopped'
  return moving ? 'going' : 'waiting'
}
