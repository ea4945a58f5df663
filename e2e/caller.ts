import { webcrypto } from 'node:crypto'
import { Agent, request } from 'node:http'
import { uuid7, type Id, type Sha256 } from '../src/domain/ids.ts'
import { feeds, type FeedName } from '../src/domain/records.ts'
import { TurnAnswer } from '../src/protocol/turn.ts'
import * as v from 'valibot'
import type { School } from './school.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

export type Answered = { status: number; bytes: number; body: string; cookie: string | undefined }

type Said = Record<string, string>

/** One POST of JSON on a line that is kept open. */
export function post(url: string, body: object, headers: Said = {}): Promise<Answered> {
  return send('POST', url, Buffer.from(JSON.stringify(body)), { 'content-type': 'application/json', ...headers })
}

function send(method: 'POST' | 'PUT', url: string, bytes: Uint8Array, headers: Said): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asking = request(
      url,
      { agent, method, headers: { 'content-length': bytes.length, ...headers } },
      (answer) => {
        const parts: Buffer[] = []
        answer.on('error', reject)
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          const whole = Buffer.concat(parts)
          const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0]
          resolve({ status: answer.statusCode ?? 0, bytes: whole.length, body: whole.toString(), cookie })
        })
      },
    )
    asking.on('error', reject)
    asking.end(bytes)
  })
}

type More = { cursors?: Record<FeedName, number>; mutations?: object[] }

/** A person's device as the school sees it, without a store behind it: what it asks is written by hand. */
export type Caller = {
  account: Id
  epoch: string
  cursors: Record<FeedName, number>
  /** The body of a turn, from where this device has read. */
  request: (more: More) => object
  /** Takes a turn; a push reads on from what it was answered, as devices do. */
  turn: (path: 'poll' | 'push', more: More) => Promise<Answered>
  /** Brings a piece of a file. */
  bring: (piece: Sha256, bytes: Uint8Array) => Promise<Answered>
  /** A new mutation's id and number. */
  next: () => { id: string; n: number; at: number }
}

/** Signs a device in by its card, and reads all that it may read. */
export async function callerOf(school: School, name: string): Promise<Caller> {
  const token = school.cardOf(name).url.split('#')[1] ?? ''
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const { x, y } = await webcrypto.subtle.exportKey('jwk', pair.publicKey)
  const device = { id: `caller-${token.slice(0, 8)}`, label: 'caller', key: { kty: 'EC', crv: 'P-256', x, y } }
  const ours = { origin: school.url, 'x-cartable': '1' }
  const enrolled = await post(`${school.url}/api/enrol`, { protocol: 1, token, profile: 'caller', device }, ours)
  if (enrolled.status !== 200) throw new Error(`not enrolled: ${enrolled.body}`)
  const known = v.parse(
    v.object({ epoch: v.string(), account: v.object({ id: v.string() }) }),
    JSON.parse(enrolled.body),
  )
  const headers = { ...ours, cookie: enrolled.cookie ?? '' }
  let n = 0
  const caller: Caller = {
    account: known.account.id,
    epoch: known.epoch,
    cursors: {},
    request: ({ cursors = caller.cursors, mutations = [] }) => ({
      ...{ protocol: 1, device: device.id, epoch: known.epoch, cursors, mutations },
    }),
    turn: async (path, more) => {
      const answer = await post(`${school.url}/api/p/caller/${path}`, caller.request(more), headers)
      if (path === 'push' && answer.status === 200) follow(caller, answer)
      return answer
    },
    bring: (piece, bytes) =>
      send('PUT', `${school.url}/api/p/caller/pieces/${piece}`, bytes, {
        ...headers,
        'content-type': 'application/octet-stream',
      }),
    next: () => ({ id: uuid7(Date.now(), webcrypto.getRandomValues(new Uint8Array(16))), n: ++n, at: Date.now() }),
  }
  for (let more = true; more;) {
    const answer = await caller.turn('poll', {})
    if (answer.status === 204) break
    const said = follow(caller, answer)
    more = said.feeds.some((page) => page.more) || said.moved.length > 0
  }
  return caller
}

/** What a turn was answered; throws where it was not. */
export function saidIn({ status, body }: Answered): TurnAnswer {
  if (status !== 200) throw new Error(`the turn got ${status}: ${body}`)
  return v.parse(TurnAnswer, JSON.parse(body))
}

/** What was answered is read: the next turn asks for what comes after it. */
function follow(caller: Caller, answer: Answered): TurnAnswer {
  const said = saidIn(answer)
  const read = [
    ...said.feeds.map(({ feed, upTo }) => ({ feed, at: upTo })),
    ...said.moved.map(({ feed, head }) => ({ feed, at: head })),
  ]
  for (const { feed, at } of read) caller.cursors[feed] = Math.max(at, caller.cursors[feed] ?? 0)
  return said
}

/** The first class of a person, from what their feeds are called. */
export function classOf(caller: Caller): Id {
  const feed = Object.keys(caller.cursors).find((name) => name.startsWith('class:'))
  if (feed === undefined) throw new Error(`${feeds.account(caller.account)} has no class`)
  return feed.slice('class:'.length)
}
