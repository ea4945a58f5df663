import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as v from 'valibot'

const Cards = v.array(
  v.object({ role: v.string(), name: v.string(), className: v.exactOptional(v.string()), url: v.string() }),
)
export type DemoCard = v.InferOutput<typeof Cards>[number]

/** A school in a process of its own, on a port and a data folder of its own. */
export type School = {
  url: string
  data: string
  cards: DemoCard[]
  card: (role: string, nth?: number) => DemoCard
  cardOf: (name: string) => DemoCard
  /** An operator's command, `npm run admin -- …`; answers what it says. A running server takes up what it did within seconds. */
  admin: (...words: string[]) => Promise<string>
  /** SIGKILL: no goodbye. */
  kill: () => Promise<void>
  /** Again, after `kill`; `env` adds to or replaces its environment. */
  start: (env?: Record<string, string>) => Promise<void>
  remove: () => Promise<void>
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

async function answers(url: string, child: ChildProcess, said: () => string): Promise<void> {
  const until = Date.now() + 120_000
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`The server stopped at its start:\n${said()}`)
    const healthy = await fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (healthy) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`The server did not answer within two minutes:\n${said()}`)
}

const run = promisify(execFile)
const program = (...path: string[]) => join(import.meta.dirname, '..', 'server', ...path)

/** Where the code of servers is kept compiled: they start all the time here. */
const COMPILED = join(tmpdir(), 'cartable-compiled')

/** Starts a demonstration school; `env` adds to or replaces its environment. */
export async function startSchool(env: Record<string, string> = {}): Promise<School> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const data = mkdtempSync(join(tmpdir(), 'cartable-school-'))
  let child: ChildProcess | undefined

  const own = { PORT: String(port), CARTABLE_DATA: data, CARTABLE_URL: url }
  const environment = { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...own, ...env }

  const start = async (changed: Record<string, string> = {}) => {
    let said = ''
    const started = spawn(process.execPath, [program('main.ts')], {
      env: { ...environment, ...changed },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    const hear = (chunk: Buffer) => (said = (said + chunk.toString()).slice(-20_000))
    started.stdout.on('data', hear)
    started.stderr.on('data', hear)
    await answers(url, started, () => said)
  }

  const admin = async (...words: string[]) => {
    const { stdout } = await run(process.execPath, [program('admin', 'main.ts'), ...words], { env: environment })
    return stdout
  }

  const kill = async () => {
    const running = child
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const gone = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGKILL')
    await gone
  }

  await start()
  const cards =
    env['CARTABLE_DEMO'] === '0' ? [] : v.parse(Cards, JSON.parse(readFileSync(join(data, 'demo-cards.json'), 'utf8')))
  const card = (role: string, nth = 0): DemoCard => {
    const found = cards.filter((one) => one.role === role)[nth]
    if (!found) throw new Error(`The demonstration has no ${role} number ${nth}`)
    return found
  }
  const cardOf = (name: string): DemoCard => {
    const found = cards.find((one) => one.name === name)
    if (!found) throw new Error(`The demonstration has nobody called ${name}`)
    return found
  }
  const remove = async () => {
    await kill()
    rmSync(data, { recursive: true, force: true })
  }
  return { url, data, cards, card, cardOf, admin, kill, start, remove }
}
