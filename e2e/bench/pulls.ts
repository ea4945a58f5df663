import { chromium } from '@playwright/test'
import { createServer } from 'node:http'
import { join } from 'node:path'
import * as v from 'valibot'
import { build } from 'vite'
import { PAGE_RECORDS } from '../../src/protocol/turn.ts'
import { ensureChromium, FLAGS, launching } from '../chromium.ts'
import { freePort } from '../school.ts'

const RECORDS = 10_000
const ROUNDS = 3
const Measured = v.object({ engine: v.number(), bulkPut: v.number() })

async function script(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'pulling.ts'), formats: ['iife'], name: 'pulling' },
    },
  })
  // A library is built once a format, and comes as a list.
  const only = Array.isArray(built) ? built[0] : built
  if (only === undefined || !('output' in only)) throw new Error('no script was built')
  return only.output[0].code
}

/** Ten thousand records into Chromium's IndexedDB: the engine against `bulkPut` of the same, in the same page, medians of rounds. */
export async function pulls(): Promise<Record<string, unknown>> {
  ensureChromium()
  const code = await script()
  const port = await freePort()
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>bench</title><script>${code}</script>`)
  }).listen(port)
  const browser = await chromium.launch({ args: FLAGS, ...launching() })
  try {
    const page = await browser.newPage()
    await page.goto(`http://localhost:${port}/`)
    const rounds: v.InferOutput<typeof Measured>[] = []
    for (let round = 0; round < ROUNDS; round++)
      rounds.push(v.parse(Measured, await page.evaluate(`pulling.measurePulling(${RECORDS}, ${PAGE_RECORDS})`)))
    const middle = (of: 'engine' | 'bulkPut') =>
      rounds.map((round) => round[of]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
    const ratio = Number((middle('engine') / middle('bulkPut')).toFixed(2))
    return {
      records: RECORDS,
      rounds: ROUNDS,
      engineMs: Math.round(middle('engine')),
      bulkPutMs: Math.round(middle('bulkPut')),
      ratio,
    }
  } finally {
    await browser.close()
    server.close()
  }
}
