import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort, startSchool } from '../school.ts'
import { callerOf, classOf, post, type Answered, type Caller } from '../caller.ts'
import { handIn, median, rate, ROUND_MS } from './lanes.ts'
import { pulls } from './pulls.ts'

const LANES = 32
const ROUNDS = 5

type Asked = { path: 'poll' | 'push'; more: Parameters<Caller['turn']>[1] }
/** A kind of turn: who takes the nth one, what they ask, and what the answer has to be for it to count. */
type Kind = {
  each: number
  ask: (nth: number) => { caller: Caller; asked: Asked }
  isRight: (answer: Answered) => boolean
}

async function startBare(): Promise<{ url: string; stop: () => void }> {
  const port = await freePort()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare.ts'), String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() }
}

/** Rounds of ours and of a bare server that takes and sends as many bytes, one after the other so that the machine's moods fall on both. */
async function against(bare: string, { each, ask, isRight }: Kind): Promise<Record<string, number>> {
  const ours: number[] = []
  const theirs: number[] = []
  let weight = 0
  for (let round = 0; round < ROUNDS; round++) {
    const real = await rate(LANES, async (nth) => {
      const { caller, asked } = ask(nth)
      const answer = await caller.turn(asked.path, asked.more)
      if (!isRight(answer)) throw new Error(`answered ${answer.status}: ${answer.body}`)
      return answer
    })
    weight = real.bytes
    ours.push(real.perSecond)
    const plain = await rate(LANES, (nth) => {
      const { caller, asked } = ask(nth)
      return post(`${bare}/${weight === 0 ? 204 : `bytes/${weight}`}`, caller.request(asked.more))
    })
    theirs.push(plain.perSecond)
  }
  const ratio = Number((median(ours) / median(theirs)).toFixed(3))
  const perSecond = Math.round(median(ours) * each)
  return { perSecond, barePerSecond: Math.round(median(theirs) * each), ratio, answerBytes: weight }
}

/**
 * Turns a second of the real server against a bare Node server that takes and sends the same bytes, interleaved in one run, medians of rounds; and
 * records pulled into a browser's store against Dexie's own `bulkPut`.
 */
export async function turns(): Promise<Record<string, unknown>> {
  const school = await startSchool()
  const bare = await startBare()
  try {
    const teacher = await callerOf(school, 'Mme Lopez')
    const names = school.cards.filter(({ role, className }) => role === 'pupil' && className === '6e A')
    const pupils = await Promise.all(names.map(({ name }) => callerOf(school, name)))
    const nth = (at: number): Caller => pupils[at % pupils.length] ?? teacher
    const desk = `desk:${classOf(teacher)}` as const
    const behind = { ...teacher.cursors, [desk]: (teacher.cursors[desk] ?? 10) - 10 }
    const push = (count: number): Kind => ({
      each: count,
      ask: (at) => {
        const mutations = Array.from({ length: count }, () => handIn(nth(at)))
        return { caller: nth(at), asked: { path: 'push', more: { mutations } } }
      },
      isRight: ({ status, body }) => status === 200 && body.split('"received":').length === count + 1,
    })
    const poll = (cursors: Caller['cursors'], isRight: Kind['isRight']): Kind => ({
      each: 1,
      ask: () => ({ caller: teacher, asked: { path: 'poll', more: { cursors } } }),
      isRight,
    })
    // Reading first: pushes move what the teacher reads.
    const idlePoll = await against(
      bare.url,
      poll(teacher.cursors, ({ status }) => status === 204),
    )
    const tenRecords = await against(
      bare.url,
      poll(behind, ({ body }) => body.split('"seq":').length === 11),
    )
    const pushOne = await against(bare.url, push(1))
    const pushTwenty = await against(bare.url, push(20))
    const turned = { idlePoll, tenRecords, pushOne, pushTwenty }
    return { ...turned, lanes: LANES, rounds: ROUNDS, roundMs: ROUND_MS, pulled: await pulls() }
  } finally {
    bare.stop()
    await school.remove()
  }
}
