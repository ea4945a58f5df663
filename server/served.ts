import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, request, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { pino } from 'pino'
import * as v from 'valibot'
import type { Envelope } from '../src/domain/mutations.ts'
import type { FeedName } from '../src/domain/records.ts'
import type { DeviceKey, EnrolRequest } from '../src/protocol/enrol.ts'
import type { Outcome } from '../src/protocol/outcome.ts'
import { Problem } from '../src/protocol/problem.ts'
import { TurnAnswer } from '../src/protocol/turn.ts'
import { createApp, type AppParts } from './app.ts'
import { enlist } from './content/enlist.ts'
import { makeRoster, type Member, type Roster } from './content/roster.ts'
import type { SchoolPlan } from './content/school.ts'
import { keepBuilds } from './files/builds.ts'
import { openGround } from './ground.ts'
import { openPulse } from './http/pulse.ts'
import { realDisk } from './storage/disk.ts'
import { createHealth } from './storage/health.ts'
import { readKnown } from './sync/heads.ts'

/** The first page of a build, as far as the server cares. */
export const SHELL =
  '<!doctype html><html lang="fr"><head><title>Cartable</title></head><body><div id="app"></div></body>'
const LIMITS = {
  guesses: { windowMs: 600_000, perCard: 3, perAddress: 8 },
  pace: { totalMs: 1_500, graceMs: 300, bytesPerSecond: 1_000 },
}
const KEY: DeviceKey = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) }

/** Someone who is signed in on a device, with the cookie of their profile. */
export type Caller = { member: Member; profile: string; device: string; cookie: string }
/** A request; headers set to undefined are left out. */
export type Asking = {
  method?: string
  as?: Caller
  headers?: Record<string, string | undefined>
  body?: Uint8Array | string | object
}
export type Heard = { status: number; headers: IncomingHttpHeaders; body: Buffer; problem?: string }

/** A ground that answers over real HTTP, as it does to devices; for tests. */
export type Served = Awaited<ReturnType<typeof openServed>>

export async function openServed(...given: Parameters<typeof openGround>) {
  const ground = await openGround(...given)
  const [, disk = realDisk] = given
  const log = pino({ level: 'silent' })
  const dist = join(ground.folder, 'dist')
  await writeDist(dist, 'b1')
  let off = false
  const origins = new Set<string>()
  const parts: AppParts = {
    ...ground.parts,
    files: ground.files,
    builds: await keepBuilds({ dist, folder: join(ground.folder, 'builds') }),
    pulse: await openPulse(join(ground.folder, 'pulse.json'), () => Date.now(), raise),
    guideFolder: join(ground.folder, 'guide'),
    health: createHealth({ ...ground.parts, disk, folder: ground.folder, log }),
    killSwitch: () => Promise.resolve(off),
    cookieKey: new Uint8Array(32).fill(7),
    random: ground.random,
    origins,
    secure: false,
    version: '0.0.0',
    startedAt: ground.parts.clock(),
    limits: LIMITS,
    log,
  }
  await mkdir(join(parts.guideFolder, 'ecrans'), { recursive: true })
  await writeFile(join(parts.guideFolder, 'index.html'), `${SHELL}<h1>Le guide</h1>`)
  await writeFile(join(parts.guideFolder, 'ecrans', 'index.html'), `${SHELL}<h1>Les écrans</h1>`)
  await writeFile(join(parts.guideFolder, 'guide.css'), 'p { margin: 0 }')
  const server = createServer(createApp(parts))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const url = `http://127.0.0.1:${port}`
  origins.add(url)

  const ask = (path: string, asking: Asking = {}): Promise<Heard> => hear({ port, url, path, asking })
  return {
    ground,
    parts,
    url,
    port,
    ask,
    /** Another school in the same server. */
    async enlistOther(plan: SchoolPlan): Promise<Roster> {
      const roster = makeRoster(plan, ground.random)
      await parts.storage.write((job) => enlist(job, roster, parts.clock()))
      parts.heads.renew(await parts.storage.read(readKnown))
      await parts.feedFiles.repair()
      return roster
    },
    switchOff: (value: boolean): void => void (off = value),
    /** Signs someone in by their card, on a device of their own unless one is named. */
    async signIn(member: Member, device = `${member.id}-device`): Promise<Caller> {
      const profile = `${device}-profile`
      const heard = await ask('/api/enrol', { method: 'POST', body: enrolment(member.card.token, device, profile) })
      const [line = ''] = heard.headers['set-cookie'] ?? []
      if (heard.status !== 200) throw new Error(`${member.name} is not let in: ${heard.body.toString()}`)
      return { member, profile, device, cookie: line.split(';')[0] ?? '' }
    },
    /** One turn of this device; null for 204. */
    async turn(
      as: Caller,
      mutations: Envelope[] = [],
      cursors: Record<FeedName, number> = {},
    ): Promise<TurnAnswer | null> {
      const body = { protocol: 1, device: as.device, epoch: 'one', cursors, mutations }
      const path = `/api/p/${as.profile}/${mutations.length > 0 ? 'push' : 'poll'}`
      const heard = await ask(path, { method: 'POST', as, body })
      if (heard.status === 204) return null
      if (heard.status !== 200) throw new Error(`the turn got ${heard.status} ${heard.body.toString()}`)
      return v.parse(TurnAnswer, JSON.parse(heard.body.toString()))
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await ground.close()
    },
  }
}

/** What a device says when it shows a card. */
export function enrolment(token: string, device: string, profile = `${device}-profile`): EnrolRequest {
  return { protocol: 1, token, profile, device: { id: device, label: 'Un téléphone', key: KEY } }
}

/** An outcome in two words: `received`, `refused notMember`, `held files`. */
export function said(outcome: Outcome | undefined): string {
  if (!outcome) return 'nothing'
  if ('received' in outcome) return 'received'
  return 'refused' in outcome ? `refused ${outcome.refused}` : `held ${outcome.held}`
}

/** A build of the client: a page, a script named by its content, the worker and the one that replaces it. */
export async function writeDist(dist: string, build: string): Promise<void> {
  await mkdir(join(dist, 'assets'), { recursive: true })
  await writeFile(join(dist, 'index.html'), `${SHELL}${build}`)
  await writeFile(join(dist, 'assets', `main-${build}.js`), `export const build = '${build}' // ${'x'.repeat(600)}`)
  await writeFile(join(dist, 'worker.js'), `// the worker of ${build}`)
  await writeFile(join(dist, 'worker-off.js'), '// leaves')
  await writeFile(join(dist, 'build.json'), JSON.stringify({ build, hash: build }))
}

type Line = { port: number; url: string; path: string; asking: Asking }

function hear({ port, url, path, asking }: Line): Promise<Heard> {
  const { method = 'GET', as, headers = {}, body } = asking
  const bytes = bytesOf(body)
  const usual: Asking['headers'] = {
    ...(method === 'GET' || method === 'HEAD' ? {} : { origin: url, 'x-cartable': '1' }),
    ...(bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(bytes.length) }),
    ...(as ? { cookie: as.cookie } : {}),
  }
  const sent = Object.fromEntries(
    Object.entries({ ...usual, ...headers }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: sent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const whole = Buffer.concat(chunks)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole, ...problemIn(whole) })
      })
    })
    asked.on('error', reject)
    asked.end(bytes)
  })
}

function bytesOf(body: Asking['body']): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

function problemIn(body: Buffer): { problem?: string } {
  if (!body.toString().startsWith('{"problem"')) return {}
  return { problem: v.parse(Problem, JSON.parse(body.toString())).problem }
}

function raise(error: unknown): never {
  throw error
}
