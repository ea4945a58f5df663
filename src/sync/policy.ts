import type { Depth } from '../db/files.ts'
import type { Pack } from '../domain/packs.ts'
import type { Role } from '../domain/people.ts'

/** What the network costs here: `good` is fast and free, `dear` is paid by the byte or asked to be spared, `plain` is the rest or unknown. */
export type NetworkCost = 'good' | 'plain' | 'dear'

/** What the person chose once for all. */
export type Saving = { wifiOnly: boolean; dataSaver: boolean }

/** A pack larger than this never comes in full by itself, in bytes. */
export const FULL_BY_ITSELF = 60 * 1024 * 1024

const DEPTHS: readonly Depth[] = ['text', 'essential', 'full']

export function reaches(held: Depth | null | undefined, wanted: Depth): boolean {
  return held !== null && held !== undefined && DEPTHS.indexOf(held) >= DEPTHS.indexOf(wanted)
}

export function shallower(a: Depth, b: Depth): Depth {
  return reaches(a, b) ? b : a
}

export function deeper(a: Depth, b: Depth): Depth {
  return reaches(a, b) ? a : b
}

/** Whether only words come by themselves: what is large waits until someone opens it. */
export function mustSpare(network: NetworkCost, saving: Saving): boolean {
  return network === 'dear' || saving.dataSaver
}

/**
 * How deep a pack comes without being asked for, null for not at all. `before`: what the person asked of this pack earlier, if ever. Pupils and
 * those who follow them carry their lessons; a teacher's device takes only what was once asked for.
 */
export function byItself(
  who: Role | 'anyone',
  pack: Pick<Pack, 'fullBytes'>,
  before: Depth | null,
  network: NetworkCost,
  saving: Saving,
): Depth | null {
  const base = who === 'teacher' || who === 'staff' ? before : deeper('essential', before ?? 'essential')
  if (base === null) return null
  if (network === 'dear' && saving.wifiOnly) return null
  if (mustSpare(network, saving)) return 'text'
  const carries = who === 'pupil' || who === 'guardian'
  return network === 'good' && carries && pack.fullBytes <= FULL_BY_ITSELF ? 'full' : base
}
