import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { HARMS, type Harm } from '../storm/storm.ts'

/** One storm: its seed, and how many things happen in it. */
export type Asked = { seed: number; steps: number }

/** What one storm came to: how many mutations were on the line, and what must not be. */
export type Told = { seed: number; mutations: number; harm?: Harm; words?: string }

/** The seeds of a simulation, and how many things happen in each storm. */
export type Simulation = { from: number; seeds: number; steps: number; say: (told: Told) => void }
export type Summary = Record<'seeds' | 'mutations' | Harm | 'seconds', number>

/** Weathers a storm a seed, on every core of the machine. A failing seed makes the same storm again anywhere. */
export async function simulate({ from, seeds, steps, say }: Simulation): Promise<Summary> {
  const began = performance.now()
  const summary: Summary = { seeds: 0, mutations: 0, lost: 0, doubled: 0, diverged: 0, broken: 0, seconds: 0 }
  let next = from
  const lane = () =>
    new Promise<void>((resolve, reject) => {
      const worker = fork(new URL('worker.ts', import.meta.url))
      const give = () => {
        if (next < from + seeds) worker.send({ seed: next++, steps } satisfies Asked)
        else {
          resolve()
          worker.kill()
        }
      }
      worker.once('error', reject)
      worker.once('exit', (code, signal) => reject(new Error(`a worker ended: ${code ?? signal}`)))
      worker.on('message', (told: Told) => {
        summary.seeds += 1
        summary.mutations += told.mutations
        if (told.harm) summary[told.harm] += 1
        say(told)
        give()
      })
      give()
    })
  await Promise.all(Array.from({ length: Math.min(seeds, availableParallelism()) }, lane))
  return { ...summary, seconds: Math.round((performance.now() - began) / 1000) }
}

/** How many storms of a simulation did harm. */
export function harmed(summary: Summary): number {
  return HARMS.reduce((sum, harm) => sum + summary[harm], 0)
}
