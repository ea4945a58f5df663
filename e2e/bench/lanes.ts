import { classOf, type Answered, type Caller } from '../caller.ts'

/** How long a round lasts, in milliseconds. */
export const ROUND_MS = 1_500
const ASSIGNMENT = 'demo-fenetre'

/** How many times a second something is answered when so many ask at once, and what an answer weighs on average. */
export async function rate(
  lanes: number,
  ask: (nth: number) => Promise<Answered>,
): Promise<{ perSecond: number; bytes: number }> {
  const began = performance.now()
  let begun = 0
  let done = 0
  let bytes = 0
  const lane = async () => {
    while (performance.now() < began + ROUND_MS) {
      const answer = await ask(begun++)
      bytes += answer.bytes
      done++
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return { perSecond: (done * 1000) / (performance.now() - began), bytes: Math.round(bytes / done) }
}

export const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** A copy of a few lines, as a pupil hands it in. */
export function handIn(pupil: Caller): object {
  const text = 'Un demi, deux tiers, cinq sixièmes : je les ai rangés sur une bande de douze carreaux. '.repeat(3)
  const asked = { classId: classOf(pupil), assignmentId: ASSIGNMENT }
  return { ...pupil.next(), kind: 'handIn', ...asked, text, photos: [], paper: false, finishedAt: Date.now() }
}
