import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort, startSchool } from '../school.ts'
import { callerOf, classOf, post, type Answered, type Caller } from './caller.ts'
import { pulls } from './pulls.ts'

const LANES = 32
const ROUNDS = 5
const ROUND_MS = 1_500

/** How many times a second something can be asked by `LANES` at once. */
async function rate(ask: () => Promise<Answered>): Promise<number> {
  const until = performance.now() + ROUND_MS
  let done = 0
  const lane = async () => {
    while (performance.now() < until) {
      const { status } = await ask()
      if (status >= 300) throw new Error(`answered ${status}`)
      done++
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: LANES }, lane))
  return done / ((performance.now() - began) / 1000)
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function startBare(): Promise<{ url: string; stop: () => void }> {
  const port = await freePort()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare.ts'), String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() }
}

/** A copy of a few lines, as a pupil hands it in. */
function handIn(pupil: Caller, classId: string, assignmentId: string): object {
  const text = 'Un demi, deux tiers, cinq sixièmes : je les ai rangés sur une bande de douze carreaux. '.repeat(3)
  const finishedAt = Date.now()
  return { ...pupil.next(), kind: 'handIn', classId, assignmentId, text, photos: [], paper: false, finishedAt }
}

/**
 * Turns a second of the real server against a bare Node server sending the same bytes, interleaved in one run, medians of rounds; and records pulled
 * into a browser's store against Dexie's own `bulkPut`.
 */
export async function turns(): Promise<Record<string, unknown>> {
  const school = await startSchool()
  const bare = await startBare()
  try {
    const teacher = await callerOf(school, 'Mme Lopez')
    const pupil = await callerOf(school, 'Jade Nguyen')
    const classId = classOf(pupil)
    const desk = `desk:${classId}`
    const behind = { ...teacher.cursors, [desk]: (teacher.cursors[desk] ?? 10) - 10 }
    const push = (count: number) =>
      pupil.turn('push', { mutations: Array.from({ length: count }, () => handIn(pupil, classId, 'demo-fractions')) })
    const ten = await teacher.turn('poll', { cursors: behind })
    const kinds = {
      idlePoll: { ask: () => teacher.turn('poll', {}), bare: '/204', each: 1 },
      tenRecords: { ask: () => teacher.turn('poll', { cursors: behind }), bare: `/bytes/${ten.bytes}`, each: 1 },
      pushOne: { ask: () => push(1), bare: `/bytes/${(await push(1)).bytes}`, each: 1 },
      pushTwenty: { ask: () => push(20), bare: `/bytes/${(await push(20)).bytes}`, each: 20 },
    }
    const told: Record<string, unknown> = {}
    for (const [name, kind] of Object.entries(kinds)) {
      const ours: number[] = []
      const theirs: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        ours.push(await rate(kind.ask))
        theirs.push(await rate(() => post(`${bare.url}${kind.bare}`, {})))
      }
      const perSecond = Math.round(median(ours) * kind.each)
      told[name] = {
        perSecond,
        barePerSecond: Math.round(median(theirs)),
        ratio: Number((median(ours) / median(theirs)).toFixed(3)),
      }
    }
    return { ...told, lanes: LANES, rounds: ROUNDS, roundMs: ROUND_MS, pulled: await pulls() }
  } finally {
    bare.stop()
    await school.remove()
  }
}
