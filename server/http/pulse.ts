import { readFile, stat } from 'node:fs/promises'
import * as v from 'valibot'
import { Pulse } from '../../src/protocol/pulse.ts'
import { bytesOf, realDisk, writeWhole } from '../storage/disk.ts'

const FIRST: Pulse = { spread: 60, minBuild: '', paused: false, day: null }
/** An operator's change is seen within this time, and a rush asks the disk no oftener. */
const LOOK_MS = 1_000

/** How fast devices are to come, as the operator says it in a file that any server can serve. */
export type PulseFile = { path: string; current(): Promise<Pulse> }

/** Opens the pulse, made when there is none. A file that does not read says nothing new: `broken` is told, the last good one counts. */
export async function openPulse(
  path: string,
  clock: () => number,
  broken: (error: unknown) => void,
): Promise<PulseFile> {
  if ((await bytesOf(realDisk, path)) === undefined)
    await writeWhole(realDisk, path, [Buffer.from(JSON.stringify(FIRST, null, 2))], 'anyone')
  let known = { pulse: FIRST, changedAt: 0, lookedAt: -Infinity }

  const look = async (): Promise<void> => {
    known = { ...known, lookedAt: clock() }
    try {
      const { mtimeMs } = await stat(path)
      if (mtimeMs === known.changedAt) return
      known = { ...known, changedAt: mtimeMs }
      known = { ...known, pulse: v.parse(Pulse, JSON.parse(await readFile(path, 'utf8'))) }
    } catch (error) {
      broken(error)
    }
  }
  await look()
  return {
    path,
    async current() {
      if (clock() - known.lookedAt >= LOOK_MS) await look()
      return known.pulse
    },
  }
}

/** Whether a build, as its request tells it, is older than the oldest one that may still speak. Builds compare as text. */
export function tooOld(build: string | string[] | undefined, { minBuild }: Pulse): boolean {
  return typeof build === 'string' && build < minBuild
}
