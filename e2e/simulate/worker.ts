import 'fake-indexeddb/auto'
import { parentPort, workerData } from 'node:worker_threads'
import * as v from 'valibot'
import { holdStill } from '../storm/calm.ts'
import { Harmed, storm } from '../storm/storm.ts'
import type { Told } from './simulate.ts'

/** Weathers the seeds it is given, one after another: a storm holds its whole thread still. */
const { steps } = v.parse(v.object({ steps: v.number() }), workerData)

async function weather(seed: number): Promise<Told> {
  try {
    const { mutations } = await storm(seed, { steps })
    return { seed, mutations }
  } catch (failure) {
    if (!(failure instanceof Harmed)) throw failure
    return { seed, mutations: 0, harm: failure.harm, words: failure.message }
  }
}

holdStill()
parentPort?.on('message', (seed: number) => {
  void weather(seed).then((told) => parentPort?.postMessage(told))
})
