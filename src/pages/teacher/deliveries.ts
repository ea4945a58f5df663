import type { DeskPack } from '../../stores/views.ts'

/** Who holds what of a pack. `current`: those with the version published last; `versions`: all holders, newest version first; `of`: the roster's number. */
export function deliveriesOf({ pack, delivered, missing }: DeskPack): {
  current: DeskPack['delivered']
  versions: { version: number; pupils: DeskPack['delivered'] }[]
  missing: DeskPack['missing']
  of: number
} {
  const numbers = [...new Set(delivered.map(({ version }) => version))].sort((a, b) => b - a)
  return {
    current: delivered.filter(({ version }) => version >= pack.version),
    versions: numbers.map((version) => ({ version, pupils: delivered.filter((one) => one.version === version) })),
    missing,
    of: delivered.length + missing.length,
  }
}
