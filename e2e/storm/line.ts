import { createHttp, type Http } from '../../src/sync/http.ts'
import { weighted, type Chance } from './chance.ts'
import type { Device } from './device.ts'
import { ORIGIN } from './schoolhouse.ts'
import type { Answered, Sent } from './wire.ts'

/** What the line does to a request. */
export const FATES = [
  'passes',
  'lost',
  'unanswered',
  'cut',
  'broken',
  'twice',
  'together',
  'late',
  'slow',
  'stale',
  'portal',
] as const
export type Fate = (typeof FATES)[number]

/** A request that waits for the line; `life`: of which start of its browser it is. */
type Waiting = { sent: Sent; from: Device; life: number; give: (answer: Response) => void; fail: () => void }

/** Who answers: the school's server, or nobody. */
type Server = (sent: Sent) => Promise<Answered | 'nobody'>

/** The line between the devices and the school. Nothing on it moves until `carry` is called, and then one thing does. */
export class Line {
  readonly #server: Server
  readonly #waiting: Waiting[] = []
  /** Requests whose device gave up, which are still on their way. */
  readonly #late: Sent[] = []
  /** Answers on their way back. */
  readonly #slow: (() => void)[] = []
  /** The last heads of feeds that a cache on the way has seen. */
  readonly #cache = new Map<string, Answered>()

  constructor(server: Server) {
    this.#server = server
  }

  /** The line as a device's engine sees it, for one start of its browser. */
  http(from: Device): Http {
    const { life } = from
    return httpOver(from, (sent) => {
      return new Promise((resolve, reject) => {
        const fail = () => reject(new TypeError('the line is broken'))
        this.#waiting.push({ sent, from, life, give: resolve, fail })
      })
    })
  }

  /** A line on which everything passes at once. */
  clear(from: Device): Http {
    return httpOver(from, async (sent) => {
      const answer = responseOf(await this.#server(sent))
      if (!answer) throw new TypeError('nobody answers')
      return answer
    })
  }

  get isBusy(): boolean {
    return this.#waiting.length + this.#slow.length + this.#late.length > 0
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** The line is no more: nobody waits for an answer any longer. */
  hangUp(): void {
    for (const { fail } of this.#waiting.splice(0)) fail()
    this.#slow.length = 0
    this.#late.length = 0
  }

  /** Moves one thing on: a request, with this fate; an answer; or a request that nobody waits for any more. Says what moved. */
  async carry(chance: Chance, fates: readonly (readonly [number, Fate])[]): Promise<string> {
    const kind = weighted(chance, [
      [this.#waiting.length * 4, 'request'],
      [this.#slow.length * 2, 'answer'],
      [this.#late.length, 'late'],
    ] as const)
    switch (kind) {
      case 'request': {
        const waiting = take(chance, this.#waiting)
        const fate = weighted(chance, fates)
        await this.#meet(waiting, fate, chance)
        return `${fate} ${nameOf(waiting.sent)} of the ${waiting.from.name}`
      }
      case 'answer':
        take(chance, this.#slow)()
        return 'a slow answer comes'
      case 'late': {
        const sent = take(chance, this.#late)
        await this.#server(sent)
        return `a late ${nameOf(sent)} comes`
      }
    }
  }

  async #meet(waiting: Waiting, fate: Fate, chance: Chance): Promise<void> {
    const answer = await this.#answerTo(waiting.sent, fate, chance)
    const give = () => {
      const { from, life } = waiting
      // An answer to a browser that is gone is nobody's.
      if (from.life !== life || !from.isOn) return
      if (answer) waiting.give(answer)
      else waiting.fail()
    }
    if (fate === 'slow') this.#slow.push(give)
    else give()
  }

  /** What a device gets to see, undefined for nothing. */
  async #answerTo(sent: Sent, fate: Fate, chance: Chance): Promise<Response | undefined> {
    switch (fate) {
      case 'passes':
      case 'slow':
        return this.#pass(sent, chance)
      case 'lost':
        return undefined
      case 'late':
        this.#late.push(sent)
        return undefined
      case 'unanswered':
        await this.#server(sent)
        return undefined
      case 'cut':
      case 'broken':
        return shortened(await this.#server(sent), chance, fate)
      case 'twice':
        await this.#server(sent)
        return this.#pass(sent, chance)
      case 'together': {
        const [first] = await Promise.all([this.#server(sent), this.#server(sent)])
        return responseOf(first)
      }
      case 'stale':
        return responseOf(this.#cache.get(sent.path) ?? (await this.#server(sent)))
      case 'portal':
        return new Response('<h1>Bienvenue à l’hôtel</h1>', { headers: { 'content-type': 'text/html' } })
    }
  }

  async #pass(sent: Sent, chance: Chance): Promise<Response | undefined> {
    const answered = await this.#server(sent)
    if (answered !== 'nobody' && sent.path.endsWith('/head.json') && chance.happens(0.3))
      this.#cache.set(sent.path, answered)
    return responseOf(answered)
  }
}

/** The engine's requests as a browser sends them, cookies included. */
function httpOver(from: Device, send: (sent: Sent) => Promise<Response>): Http {
  const fetch: typeof globalThis.fetch = async (input, init) => {
    from.step()
    const request = new Request(input, init)
    const { pathname: path } = new URL(request.url)
    const cookie = [...from.cookies].find(([profile]) => path.startsWith(`/api/p/${profile}/`))?.[1]
    const answer = await send({
      method: request.method,
      path,
      headers: { ...Object.fromEntries(request.headers), origin: ORIGIN, ...(cookie === undefined ? {} : { cookie }) },
      body: new Uint8Array(await request.arrayBuffer()),
    })
    keepCookie(from, answer)
    return answer
  }
  return createHttp({ origin: ORIGIN, build: 'storm', fetch })
}

function keepCookie(from: Device, answer: Response): void {
  for (const line of answer.headers.getSetCookie()) {
    const [, cookie, profile] = /^([^;]+);.*Path=\/api\/p\/([^/]+)\//.exec(line) ?? []
    if (cookie !== undefined && profile !== undefined) from.cookies.set(profile, cookie)
  }
}

function take<T>(chance: Chance, from: T[]): T {
  const [taken] = from.splice(chance.below(from.length), 1)
  if (taken === undefined) throw new Error('nothing to take')
  return taken
}

function nameOf({ method, path }: Sent): string {
  return `${method} ${path.replace(/^\/api\/p\/[^/]+/, '').replace(/[0-9a-f]{64}/, (hash) => hash.slice(0, 6))}`
}

function responseOf(answered: Answered | 'nobody'): Response | undefined {
  if (answered === 'nobody') return undefined
  const { status, headers, cookies, bytes } = answered
  const all = [...Object.entries(headers), ...cookies.map((cookie): [string, string] => ['set-cookie', cookie])]
  return new Response(status === 204 ? null : bytes, { status, headers: all })
}

/** Only the first part of an answer: `cut` ends as if that were all, `broken` ends in the middle. */
function shortened(answered: Answered | 'nobody', chance: Chance, how: 'cut' | 'broken'): Response | undefined {
  if (answered === 'nobody' || answered.bytes.length === 0) return responseOf(answered)
  const { status, headers, bytes } = answered
  const part = bytes.slice(0, chance.below(bytes.length))
  if (how === 'cut') return new Response(part, { status, headers })
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(part),
    pull: (controller) => controller.error(new TypeError('the line broke')),
  })
  return new Response(stream, { status, headers })
}
