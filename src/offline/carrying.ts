import { retryDelay } from '../sync/delays.ts'
import type { Group } from './manifest.ts'

/** `register` answers whether there is a worker, `needed` what the people of this device need, `keep` whether it has kept that. */
export type Carrying = {
  register: () => Promise<boolean>
  needed: () => Promise<Group[]>
  keep: (group: Group) => Promise<boolean>
  online: () => boolean
  chance: () => number
}

/**
 * Answers what brings the application itself onto the device, as far as its people need it; what is kept already costs nothing. Who opens the bag for the
 * first time may not stay until the next round: what did not come is asked for again before it, later and later.
 */
export function carrying({ register, needed, keep, online, chance }: Carrying): () => Promise<void> {
  const kept = new Set<Group>()
  let failures = 0
  let again: ReturnType<typeof setTimeout> | undefined
  return async function carry() {
    clearTimeout(again)
    if (!(await register())) return
    const lacking = (await needed()).filter((group) => !kept.has(group))
    for (const group of lacking) if (await keep(group)) kept.add(group)
    failures = lacking.every((group) => kept.has(group)) ? 0 : failures + 1
    if (failures === 0 || !online()) return
    clearTimeout(again)
    again = setTimeout(() => void carry(), retryDelay(failures, chance()))
  }
}
