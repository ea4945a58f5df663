import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { check } from './check.ts'
import { ensureChromium } from './chromium.ts'
import { harmed, simulate } from './simulate/simulate.ts'

/** `npm test`: every suite, one after another, and one line at the end that adds them up. */
type Count = { suite: string; passed: number; failed: number; skipped: number }

const Vitest = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
})
const Playwright = v.object({
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number(), skipped: v.number() }),
})
const SEEDS = 1000
const reports = mkdtempSync(join(tmpdir(), 'cartable-test-'))

function run(command: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('npx', ['--no-install', ...command], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

async function checks(): Promise<Count> {
  const results = await check()
  const passed = results.filter((result) => result.passed).length
  return { suite: 'check', passed, failed: results.length - passed, skipped: 0 }
}

async function units(): Promise<Count> {
  const file = join(reports, 'vitest.json')
  const code = await run(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
  const report = v.parse(Vitest, JSON.parse(readFileSync(file, 'utf8')))
  // A file that fails to load holds no failed test, but it is a failure.
  const failed = Math.max(report.numFailedTests, code === 0 ? 0 : 1)
  return {
    suite: 'unit and contract',
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests,
  }
}

/** Storms: a failing one says its seed, which makes it again. */
async function simulator(): Promise<Count> {
  const summary = await simulate({
    ...{ from: 1, seeds: SEEDS, steps: 60 },
    say: ({ words }) => {
      if (words !== undefined) console.error(words)
    },
  })
  console.log(JSON.stringify(summary))
  const failed = harmed(summary)
  return { suite: 'simulator', passed: summary.seeds - failed, failed, skipped: 0 }
}

async function build(): Promise<Count> {
  const code = await run(['vite', 'build', '--logLevel', 'warn'])
  return { suite: 'build', passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

async function journeys(): Promise<Count> {
  ensureChromium()
  const file = join(reports, 'playwright.json')
  const code = await run(['playwright', 'test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: file })
  const { stats } = v.parse(Playwright, JSON.parse(readFileSync(file, 'utf8')))
  const failed = Math.max(stats.unexpected + stats.flaky, code === 0 ? 0 : 1)
  return { suite: 'journeys', passed: stats.expected, failed, skipped: stats.skipped }
}

async function suite(name: string, work: () => Promise<Count>): Promise<Count> {
  const started = Date.now()
  console.log(`\n== ${name}`)
  const count = await work().catch((error: unknown): Count => {
    console.error(error)
    return { suite: name, passed: 0, failed: 1, skipped: 0 }
  })
  console.log(
    `== ${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped in ${Math.round((Date.now() - started) / 1000)} s`,
  )
  return count
}

const counts = [
  await suite('check', checks),
  await suite('unit and contract', units),
  await suite('simulator', simulator),
  await suite('build', build),
  await suite('journeys', journeys),
]
rmSync(reports, { recursive: true, force: true })
const sum = (of: 'passed' | 'failed' | 'skipped') => counts.reduce((total, count) => total + count[of], 0)
const skipped = sum('skipped')
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = sum('failed') === 0 ? 0 : 1
