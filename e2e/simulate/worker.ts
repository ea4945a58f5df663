import 'fake-indexeddb/auto'
import { holdStill } from '../storm/calm.ts'
import { Harmed, storm } from '../storm/storm.ts'
import type { Asked, Told } from './simulate.ts'

/** Weathers the seeds it is given, one after another: a storm holds its whole process still. */
async function weather({ seed, steps }: Asked): Promise<Told> {
  try {
    const { mutations } = await storm(seed, { steps })
    return { seed, mutations }
  } catch (failure) {
    if (!(failure instanceof Harmed)) throw failure
    return { seed, mutations: 0, harm: failure.harm, words: failure.message }
  }
}

holdStill()
process.on('message', (asked: Asked) => {
  void weather(asked).then((told) => process.send?.(told))
})
