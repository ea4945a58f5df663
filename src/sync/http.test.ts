import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createHttp } from './http.ts'

const SHA = 'ab'.repeat(32)
const PULSE = { spread: 60, minBuild: '0', paused: false, day: null }

/** What the school was asked, and an engine's line to a school that answers so. */
function lineTo(answer: (request: Request) => Response | Promise<Response>) {
  const asked: Request[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init)
    asked.push(request)
    return Promise.resolve(answer(request))
  }
  return { asked, http: createHttp({ origin: 'https://cartable.example', build: 'b1', fetch }) }
}

/** As a browser does when nobody answers: nothing, until it is told to stop. */
const silence = ({ signal }: Request) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('says who asks, and asks past every cache', async () => {
  const { asked, http } = lineTo(() => Response.json({ missing: [SHA] }))
  expect(await http.missing('p1', [SHA])).toEqual({ missing: [SHA] })
  const [request] = asked
  expect(request?.url).toBe('https://cartable.example/api/p/p1/pieces/missing')
  expect(request?.method).toBe('POST')
  expect(request?.cache).toBe('no-store')
  expect(Object.fromEntries(request?.headers ?? [])).toEqual({
    'content-type': 'application/json',
    'x-cartable': '1',
    'x-cartable-build': 'b1',
  })
  expect(await request?.json()).toEqual({ pieces: [SHA] })
})

it('takes a silent school for an absent one, and gives a piece more time', async () => {
  const { http } = lineTo(silence)
  const pulse = http.pulse()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(await pulse).toBe('offline')

  const said = vi.fn()
  void http.putPiece('p1', SHA, new Uint8Array(1)).then(said)
  await vi.advanceTimersByTimeAsync(149_000)
  expect(said).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(said).toHaveBeenCalledWith('offline')
})

it('lets a file that has begun to come take its time', async () => {
  let signal: AbortSignal | undefined
  const { http } = lineTo((request) => {
    signal = request.signal
    return new Response('abc', { status: 206, headers: { 'content-range': 'bytes 4-6/9' } })
  })
  const file = await http.file(`/files/${SHA}.mp4`, { from: 4, to: 6 })
  await vi.advanceTimersByTimeAsync(600_000)
  expect(signal?.aborted).toBe(false)
  expect(file).toMatchObject({ from: 4 })
})

it('waits for a body that keeps coming, however slowly, and for none that stalls', async () => {
  const words = new TextEncoder().encode(JSON.stringify(PULSE))
  const dripping = (upTo: number) =>
    new ReadableStream<Uint8Array>({
      async start(controller) {
        for (const byte of words.subarray(0, upTo)) {
          await new Promise((resolve) => setTimeout(resolve, 15_000))
          controller.enqueue(Uint8Array.of(byte))
        }
        if (upTo === words.length) controller.close()
      },
      cancel,
    })
  const cancel = vi.fn()
  const whole = lineTo(() => new Response(dripping(words.length))).http.pulse()
  await vi.advanceTimersByTimeAsync(15_000 * words.length)
  expect(await whole).toEqual(PULSE)

  const line = () => lineTo(() => new Response(dripping(9))).http
  const told = [line().pulse(), line().feedFile('cap', SHA, false), line().privateFile('p1', SHA)]
  const refused = lineTo(() => new Response(dripping(9), { status: 503 })).http.pulse()
  await vi.advanceTimersByTimeAsync(9 * 15_000 + 20_000)
  expect(await Promise.all([...told, refused])).toEqual(['offline', 'offline', 'offline', 'offline'])
  expect(cancel).toHaveBeenCalledTimes(4)
})

it('tells a problem from an answer, and from someone who is not the school', async () => {
  const problem = { problem: 'busy', now: 1, retryAt: 2 }
  expect(await lineTo(() => Response.json(problem, { status: 503 })).http.pulse()).toEqual(problem)
  expect(await lineTo(() => Response.json(PULSE)).http.pulse()).toEqual(PULSE)
  expect(await lineTo(() => new Response('', { status: 404 })).http.pulse()).toEqual({ problem: 'notFound' })
  expect(await lineTo(() => new Response('<h1>Wi-Fi</h1>', { status: 511 })).http.pulse()).toBe('offline')
  expect(await lineTo(() => new Response('<h1>Wi-Fi</h1>')).http.pulse()).toBe('offline')
  expect(await lineTo(() => Promise.reject(new TypeError('no network'))).http.pulse()).toBe('offline')
})
