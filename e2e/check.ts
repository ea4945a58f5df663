import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'

/** Everything `npm run check` looks at; each part is also a test of `npm test`. */
const PARTS: Record<string, string[][]> = {
  types: [
    ['tsc', '-p', 'tsconfig.pure.json'],
    ['tsc', '-p', 'tsconfig.server.json'],
    ['tsc', '-p', 'src/offline/tsconfig.json'],
    ['vue-tsc', '-p', 'tsconfig.json'],
    ['vue-tsc', '-p', 'tsconfig.tests.json'],
  ],
  lint: [['eslint', '--max-warnings', '0', '.']],
  graph: [['depcruise', 'src', 'server', 'e2e']],
  dead: [['knip']],
  format: [['oxfmt', '--check']],
}

export type Checked = { part: string; passed: boolean; output: string }

function run(command: string[]): Promise<{ passed: boolean; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('npx', ['--no-install', ...command], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const hear = (chunk: Buffer) => (output += chunk.toString())
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', reject)
    child.on('close', (code) => resolve({ passed: code === 0, output }))
  })
}

async function checkPart(part: string): Promise<Checked> {
  let output = ''
  let passed = true
  for (const command of PARTS[part] ?? []) {
    const result = await run(command)
    passed &&= result.passed
    if (!result.passed) output += `$ ${command.join(' ')}\n${result.output}`
  }
  return { part, passed, output }
}

/** Runs the parts named, or all, two at a time; prints each as it ends. */
export async function check(parts: string[] = Object.keys(PARTS)): Promise<Checked[]> {
  const done: Checked[] = []
  const waiting = [...parts]
  const work = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const result = await checkPart(part)
      done.push(result)
      console.log(`${result.passed ? 'ok  ' : 'FAIL'} ${part}`)
      if (!result.passed) console.log(result.output)
    }
  }
  await Promise.all([work(), work()])
  return done
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const unknown = process.argv.slice(2).filter((part) => !(part in PARTS))
  if (unknown.length > 0)
    throw new Error(`Unknown part: ${unknown.join(', ')}. Known: ${Object.keys(PARTS).join(', ')}`)
  const results = await check(process.argv.length > 2 ? process.argv.slice(2) : undefined)
  process.exitCode = results.every((result) => result.passed) ? 0 : 1
}
