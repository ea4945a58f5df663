import { join } from 'node:path'
import { callerOf } from '../caller.ts'
import { startSchool, type School } from '../school.ts'
import { handIn, median, rate, ROUND_MS } from './lanes.ts'

const ROUNDS = 7
const LANES = [1, 32]

type Pushed = { url: string; push: (nth: number) => ReturnType<Awaited<ReturnType<typeof callerOf>>['turn']> }

/** A class that hands in: each push is one copy. */
async function pushedTo(school: School): Promise<Pushed> {
  const names = school.cards.filter(({ role, className }) => role === 'pupil' && className === '6e A')
  const pupils = await Promise.all(names.map(({ name }) => callerOf(school, name)))
  return {
    url: school.url,
    async push(nth) {
      const pupil = pupils[nth % pupils.length]
      if (!pupil) throw new Error('the class is empty')
      const answer = await pupil.turn('push', { mutations: [handIn(pupil)] })
      if (!answer.body.includes('"received":')) throw new Error(`answered ${answer.status}: ${answer.body}`)
      return answer
    },
  }
}

/**
 * What it costs that a receipt is on the disk: how long a push takes with a commit that waits for the disk (`full`) against one that does not (`normal`), for one
 * pupil alone and for a class at once, which shares commits. Rounds of both, one after the other so that the machine's moods fall on both; medians, in milliseconds.
 */
export async function durability(): Promise<Record<string, unknown>> {
  const relaxed = { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'relaxed.ts')}` }
  const schools = [await startSchool(), await startSchool(relaxed)]
  try {
    const [full, normal] = await Promise.all(schools.map(pushedTo))
    if (!full || !normal) throw new Error('both schools were started')
    const measured: Record<string, unknown> = {}
    for (const lanes of LANES) {
      const times = { full: [] as number[], normal: [] as number[] }
      for (let round = 0; round < ROUNDS; round++)
        for (const [name, { push }] of [['full', full] as const, ['normal', normal] as const])
          times[name].push((lanes * 1000) / (await rate(lanes, push)).perSecond)
      const [fullMs, normalMs] = [median(times.full), median(times.normal)]
      const ratio = Number((fullMs / normalMs).toFixed(2))
      measured[`lanes${lanes}`] = { fullMs: Number(fullMs.toFixed(2)), normalMs: Number(normalMs.toFixed(2)), ratio }
    }
    return { ...measured, rounds: ROUNDS, roundMs: ROUND_MS }
  } finally {
    for (const school of schools) await school.remove()
  }
}
