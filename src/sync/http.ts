import * as v from 'valibot'
import type { Id, Sha256 } from '../domain/ids.ts'
import { EnrolAnswer, type EnrolRequest } from '../protocol/enrol.ts'
import { Head } from '../protocol/head.ts'
import { Keys } from '../protocol/keys.ts'
import { MissingAnswer } from '../protocol/pieces.ts'
import { ParcelAnswer } from '../protocol/parcelAnswer.ts'
import { Problem } from '../protocol/problem.ts'
import { Pulse } from '../protocol/pulse.ts'
import { TurnAnswer, type TurnRequest } from '../protocol/turn.ts'
import { BrokenOff, wholeOf } from './body.ts'
import type { FileSource } from './fetching.ts'
import type { PieceSink } from './files.ts'

/** An answer, a reason why there is none, or nobody there. Nothing here throws for the network. */
type Answer<T> = Promise<T | Problem | 'offline'>

/** The school as the engine speaks to it. */
export type Http = PieceSink & {
  enrol: (request: EnrolRequest) => Answer<EnrolAnswer>
  turn: (profile: Id, request: TurnRequest) => Answer<TurnAnswer | 'nothing'>
  signOut: (profile: Id) => Answer<'done'>
  head: (cap: string) => Answer<Head>
  /** `anew`: past whatever cache kept it, since what it kept is damaged. */
  feedFile: (cap: string, sha256: Sha256, anew: boolean) => Answer<Uint8Array<ArrayBuffer>>
  file: FileSource
  privateFile: (profile: Id, sha256: Sha256) => Answer<ArrayBuffer>
  pulse: () => Answer<Pulse>
  /** One item of a parcel. */
  parcel: (item: BufferSource) => Answer<ParcelAnswer>
  /** The school's public keys; what the browser kept of them will do for an old signature, since old keys stay good. */
  keys: (how: 'kept' | 'anew') => Answer<Keys>
}

/** `origin`: the school's address. `build`: this build, so that the school can ask for a newer one. */
export type Line = { origin: string; build: string; fetch?: typeof globalThis.fetch }

/** Milliseconds until a silent school counts as absent. A piece may take long on a very slow line; an answer may not. */
const PATIENCE = 20_000
const PIECE_PATIENCE = 150_000

type Wish = Omit<RequestInit, 'headers' | 'signal'> & { headers?: Record<string, string>; patience?: number }
type Send = (path: string, wish: Wish) => Promise<Response>

export function createHttp(line: Line): Http {
  const send = sendingOn(line)
  const post = (path: string, json: object) =>
    ask(send, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    })
  const api = (profile: Id, rest: string) => `/api/p/${profile}/${rest}`

  return {
    enrol: async (request) => parsed(await post('/api/enrol', request), EnrolAnswer),
    async turn(profile, request) {
      const path = api(profile, request.mutations.length > 0 ? 'push' : 'poll')
      const answer = await post(path, request)
      return answer instanceof Response && answer.status === 204 ? 'nothing' : parsed(answer, TurnAnswer)
    },
    async signOut(profile) {
      const answer = await post(api(profile, 'sign-out'), {})
      return answer instanceof Response ? 'done' : answer
    },
    head: async (cap) => parsed(await ask(send, `/feeds/${cap}/head.json`, { cache: 'no-cache' }), Head),
    async feedFile(cap, sha256, anew) {
      const wish: Wish = { cache: anew ? 'reload' : 'default' }
      const bytes = await buffered(await ask(send, `/feeds/${cap}/${sha256}.json`, wish))
      return bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes
    },
    missing: async (profile, pieces) => parsed(await post(api(profile, 'pieces/missing'), { pieces }), MissingAnswer),
    async putPiece(profile, piece, bytes) {
      const headers = { 'content-type': 'application/octet-stream' }
      const wish: Wish = { method: 'PUT', body: bytes, headers, patience: PIECE_PATIENCE }
      const answer = await ask(send, api(profile, `pieces/${piece}`), wish)
      return answer instanceof Response ? 'kept' : answer
    },
    async file(address, range) {
      const headers = range ? { range: `bytes=${range.from}-${range.to}` } : {}
      const answer = await ask(send, address, { headers })
      if (!(answer instanceof Response)) return answer
      if (!answer.body) return 'offline'
      const [, from = '0'] = /^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '') ?? []
      return { from: answer.status === 206 ? Number(from) : 0, body: answer.body }
    },
    privateFile: async (profile, sha256) => buffered(await ask(send, api(profile, `files/${sha256}`), {})),
    async parcel(item) {
      const headers = { 'content-type': 'application/octet-stream' }
      const wish: Wish = { method: 'POST', body: item, headers, patience: PIECE_PATIENCE }
      return parsed(await ask(send, '/api/parcels', wish), ParcelAnswer)
    },
    pulse: async () => parsed(await ask(send, '/pulse.json', { cache: 'no-cache' }), Pulse),
    async keys(how) {
      return parsed(await ask(send, '/keys.json', { cache: how === 'kept' ? 'force-cache' : 'no-cache' }), Keys)
    },
  }
}

/** Sends a request under the school's address. Gives up when nobody begins to answer; how patient to be with the body is for whoever reads it. */
function sendingOn({ origin, build, fetch = globalThis.fetch }: Line): Send {
  return async (path, { patience = PATIENCE, headers, ...wish }) => {
    const waiting = new AbortController()
    const timer = setTimeout(() => waiting.abort(), patience)
    try {
      return await fetch(new URL(path, origin), {
        cache: 'no-store',
        ...wish,
        headers: { ...headers, 'x-cartable': '1', 'x-cartable-build': build },
        signal: waiting.signal,
      })
    } finally {
      clearTimeout(timer)
    }
  }
}

/** One request. A silent, broken or refused line is `offline`; so is a page that some box between answers in our place. */
async function ask(send: Send, path: string, wish: Wish): Promise<Response | Problem | 'offline'> {
  try {
    const answer = await send(path, wish)
    if (answer.ok) return answer
    // A static server in front says in its own words that a file is not there.
    return answer.status === 404 ? { problem: 'notFound' } : await parsed(answer, Problem)
  } catch {
    // Every failure of a request is the same to the engine: nobody answered; what waits goes on waiting.
    return 'offline'
  }
}

async function parsed<T>(answer: Response | Problem | 'offline', schema: v.GenericSchema<unknown, T>): Answer<T> {
  const bytes = await buffered(answer)
  if (!(bytes instanceof ArrayBuffer)) return bytes
  // Whatever is not what was asked for is a hotel's welcome page.
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), new TextDecoder().decode(bytes))
  return read.success ? read.output : 'offline'
}

async function buffered(answer: Response | Problem | 'offline'): Answer<ArrayBuffer> {
  if (!(answer instanceof Response)) return answer
  try {
    return await wholeOf(answer)
  } catch (failure) {
    // The line broke, or fell silent, in the middle of the body.
    if (failure instanceof BrokenOff) return 'offline'
    throw failure
  }
}
