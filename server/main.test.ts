import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as v from 'valibot'
import { Role } from '../src/domain/people.ts'

/** What a newcomer meets: the real process, on an empty folder. */
let folder = ''
let port = 0
let running: Started[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-main-'))
  const free = await listen(0)
  port = portOf(free)
  free.close()
})
afterEach(() => {
  for (const { child } of running) child.kill('SIGKILL')
  running = []
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Started = { child: ChildProcess; out: () => string; err: () => string; ended: Promise<number | null> }

function start(environment: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, PORT: String(port), CARTABLE_DATA: join(folder, 'data'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const started = { child, out: () => said.out, err: () => said.err, ended }
  running.push(started)
  return started
}

async function listen(at: number): Promise<Server> {
  const server = createServer()
  server.listen(at)
  await once(server, 'listening')
  return server
}
function portOf(server: Server): number {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** Waits for the school to answer, as someone who is impatient does: from the first moment, again and again. */
async function health(): Promise<unknown> {
  for (;;) {
    const heard = await fetch(`http://localhost:${port}/healthz`).catch(() => undefined)
    if (heard?.ok) return heard.json()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
async function stopped({ child, ended }: Started): Promise<number | null> {
  child.kill('SIGTERM')
  return ended
}

const Cards = v.array(
  v.strictObject({
    role: Role,
    name: v.string(),
    className: v.exactOptional(v.string()),
    url: v.pipe(v.string(), v.regex(/^http:\/\/localhost:\d+\/card#[\w-]{22}$/)),
  }),
)

test('the first start makes a demonstration and prints its links by role; the second makes nothing', async () => {
  const first = start()
  expect(await health()).toEqual({
    status: 'ok',
    version: '0.1.0',
    storage: 'sqlite',
    uptime: expect.any(Number) as number,
  })
  const file = join(folder, 'data', 'demo-cards.json')
  const text = await readFile(file, 'utf8')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const cards = v.parse(Cards, JSON.parse(text))
  const printed = first.out()
  for (const { url, name } of cards) expect(printed).toMatch(new RegExp(`${name} .*${url}\n`))
  const places = ['Teachers', 'Pupils', 'Guardians'].map((heading) => printed.indexOf(`\n${heading}\n`))
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(places[0]).toBeGreaterThanOrEqual(0)
  expect(await stopped(first)).toBe(0)

  const second = start()
  await health()
  expect(await readFile(file, 'utf8')).toBe(text)
  expect(second.out()).not.toContain('/card#')
  expect(await stopped(second)).toBe(0)
  expect(second.err()).toBe('')
}, 40_000)

test('a school without demonstration has its guide and nobody in it; asked to stop, it first answers who has begun to speak', async () => {
  const data = join(folder, 'empty')
  const school = start({ CARTABLE_DATA: data, CARTABLE_DEMO: '0' })
  await health()
  expect(await readdir(data)).not.toContain('demo-cards.json')
  expect(school.out()).not.toContain('/card#')
  const guide = await (await fetch(`http://localhost:${port}/guide`)).text()
  expect(guide).toContain('Le guide de l’école à distance')

  const body = JSON.stringify({ not: 'a card' })
  const socket = connect(port, 'localhost')
  let heard = ''
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()))
  const head = `POST /api/enrol HTTP/1.1\r\nHost: x\r\nOrigin: http://localhost:${port}\r\nX-Cartable: 1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  socket.write(head + body.slice(0, 5))
  await new Promise((resolve) => setTimeout(resolve, 100))
  school.child.kill('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 100))
  socket.write(body.slice(5))
  await once(socket, 'close')
  expect(heard).toMatch(/^HTTP\/1\.1 400 /)
  expect(await school.ended).toBe(0)
  expect(school.out()).toContain('"msg":"closed"')
}, 40_000)

test('a mistake is said in a sentence, and nothing is made', async () => {
  const taken = await listen(port)
  const mistake = async (environment: Record<string, string>) => {
    const { ended, err } = start({ CARTABLE_DATA: join(folder, 'never'), ...environment })
    expect(await ended).toBe(1)
    return err()
  }
  const [busy, wrong] = await Promise.all([mistake({}), mistake({ PORT: 'eighty' })])
  expect(busy).toBe(`Port ${port} is taken by another program. Stop it, or choose another port: PORT=8081 npm start\n`)
  expect(wrong).toBe('PORT must be a whole number from 1 to 65535, not “eighty”.\n')
  taken.close()
  expect(await readdir(folder)).not.toContain('never')
  await writeFile(join(folder, 'file'), '')
  expect(await mistake({ CARTABLE_DATA: join(folder, 'file') })).toMatch(/^The data folder .*file cannot be used .*\n$/)
}, 40_000)
