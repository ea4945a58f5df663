import type { Weight } from '../../stores/versions.ts'

/** What can still be asked of a poor line before a lesson: 20 seconds at 400 kbit/s. In bytes. */
const ESSENTIAL_MAX = 1_000_000

/** Whether the part of a pack that comes by itself is more than a poor line should carry. */
export function isHeavy(weight: Weight): boolean {
  return weight.essentialBytes > ESSENTIAL_MAX
}
