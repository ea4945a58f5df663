import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { feeds } from '../../src/domain/records.ts'
import { TURN_BYTES_MAX } from '../../src/protocol/turn.ts'
import { openServed, said, type Asking, type Caller, type Heard, type Served } from '../served.ts'

type Body = NonNullable<Asking['body']>
let served: Served
let lina: Caller
let anne: Caller
beforeAll(async () => {
  served = await openServed()
  lina = await served.signIn(served.ground.people.lina)
  anne = await served.signIn(served.ground.people.anne)
})
afterAll(() => served.close())

const short = ({ status, problem }: Heard) => (problem === undefined ? String(status) : `${status} ${problem}`)
const turnOf = (more: object = {}) => ({
  protocol: 1,
  device: lina.device,
  epoch: 'one',
  cursors: {},
  mutations: [],
  ...more,
})
const push = (body: Body, headers: Asking['headers'] = {}) =>
  served.ask(`/api/p/${lina.profile}/push`, { method: 'POST', as: lina, body, headers })

/** The school still answers, and what it holds is what it held. */
const alive = async () => expect((await served.turn(lina))?.protocol).toBe(1)

test('a body that is no JSON, or no turn, is malformed', async () => {
  const good = JSON.stringify(turnOf())
  const wrong: Body[] = [
    '',
    'null',
    '[]',
    '"turn"',
    good.slice(0, -1),
    `${good}${good}`,
    Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
    turnOf({ protocol: 0 }),
    turnOf({ device: '' }),
    turnOf({ device: 'x'.repeat(65) }),
    turnOf({ cursors: { 'class:a b': 1 } }),
    turnOf({ cursors: { public: -1 } }),
    turnOf({ cursors: { public: 1.5 } }),
    turnOf({ mutations: [{ id: 'one', n: 1, at: 1, kind: 'handIn' }] }),
    turnOf({ mutations: {} }),
    good.replace('"one"', '1e999'),
  ]
  for (const body of wrong) expect([body, short(await push(body))]).toEqual([body, '400 malformed'])
  expect(short(await push(good, { 'content-type': 'text/plain' }))).toBe('400 malformed')
  expect(short(await push(good, { 'content-type': undefined }))).toBe('400 malformed')
  expect(short(await push(good, { 'content-type': 'application/jsonp' }))).toBe('400 malformed')
  expect(short(await push(good, { 'content-type': 'application/json; charset=utf-8' }))).toBe('200')
  await alive()
})

test('more than a turn may hold is said to be too large, or malformed', async () => {
  const long = turnOf({ more: 'x'.repeat(TURN_BYTES_MAX) })
  expect(short(await push(long))).toBe('413 tooLarge')
  const many = turnOf({ mutations: Array.from({ length: 101 }, () => served.ground.hand(delivery())) })
  expect(short(await push(many))).toBe('400 malformed')
  const cursors = Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`class:c${at}`, 1]))
  expect(short(await push(turnOf({ cursors })))).toBe('400 malformed')
  const polled = await served.ask(`/api/p/${lina.profile}/poll`, {
    method: 'POST',
    as: lina,
    body: turnOf({ mutations: [served.ground.hand(delivery())] }),
  })
  expect(short(polled), 'a poll brings nothing').toBe('400 malformed')
  await alive()
})

test('a body may come compressed, and a bomb costs little', async () => {
  const zipped = { 'content-encoding': 'gzip' }
  expect(short(await push(gzipSync(JSON.stringify(turnOf())), zipped))).toBe('200')
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20), { level: 9 })
  expect(bomb.length).toBeLessThan(TURN_BYTES_MAX)
  const before = process.memoryUsage().rss
  const started = performance.now()
  expect(short(await push(bomb, zipped))).toBe('413 tooLarge')
  expect(performance.now() - started).toBeLessThan(1_000)
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  expect(short(await push(gzipSync('{}').subarray(0, 8), zipped))).toBe('400 malformed')
  expect(short(await push('{}', zipped))).toBe('400 malformed')
  expect(short(await push(gzipSync('{}'), { 'content-encoding': 'br' }))).toBe('400 malformed')
  expect(short(await push(gzipSync(gzipSync('{}')), { 'content-encoding': 'gzip, gzip' }))).toBe('400 malformed')
  await alive()
})

test('what nests deeper than anything of ours is malformed', async () => {
  expect(short(await push('['.repeat(120_000)))).toBe('400 malformed')
  expect(short(await push(`${'['.repeat(120_000)}${']'.repeat(120_000)}`))).toBe('400 malformed')
  const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) as object
  const mutation = served.ground.hand(delivery())
  expect(short(await push(turnOf({ mutations: [{ ...mutation, kind: 'later', more: nested(60) }] })))).toBe(
    '400 malformed',
  )
  expect(short(await push(turnOf({ mutations: [{ ...mutation, kind: 'later', more: nested(20) }] })))).toBe('200')
})

test('keys that reach for prototypes reach nothing', async () => {
  const id = served.ground.hand(delivery())
  const bodies = [
    `{"__proto__":{"polluted":1},${JSON.stringify(turnOf()).slice(1)}`,
    JSON.stringify(turnOf({ mutations: [id] })).replace(
      '"kind"',
      '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"kind"',
    ),
    JSON.stringify(turnOf({ cursors: { X: 1 } })).replace('"X"', '"__proto__"'),
  ]
  for (const body of bodies) expect((await push(body)).status).toBeLessThan(500)
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
  for (const kind of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) {
    const outcome = (await served.turn(lina, [{ ...served.ground.hand(delivery()), kind }]))?.outcomes[0]
    expect([kind, said(outcome)]).toEqual([kind, 'held unknownKind'])
  }
})

test('a body that comes too slowly, or stops, is given up, and its line closed', async () => {
  const head = [
    `POST /api/p/${lina.profile}/push HTTP/1.1`,
    'Host: x',
    `Origin: ${served.url}`,
    'X-Cartable: 1',
    `Cookie: ${lina.cookie}`,
    'Content-Type: application/json',
    'Content-Length: 100000',
  ]
  const started = performance.now()
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(served.port, '127.0.0.1')
    let heard = ''
    const drip = setInterval(() => socket.write(' '), 40)
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()))
    socket.on('error', reject)
    socket.on('close', () => {
      clearInterval(drip)
      resolve(heard)
    })
    socket.write(`${head.join('\r\n')}\r\n\r\n{`)
  })
  expect(answer).toMatch(/^HTTP\/1\.1 503 /)
  expect(answer).toMatch(/\r\nConnection: close\r\n/i)
  expect(answer).toContain('"problem":"busy"')
  expect(performance.now() - started).toBeLessThan(3_000)
  const gone = connect(served.port, '127.0.0.1')
  gone.write(`${head.join('\r\n')}\r\n\r\n{"protocol"`)
  await new Promise((resolve) => setTimeout(resolve, 50))
  gone.destroy()
  await alive()
})

test('an endless body is cut off', async () => {
  const sent = await new Promise<number>((resolve) => {
    const socket = connect(served.port, '127.0.0.1')
    const chunk = Buffer.alloc(256 * 1024, 0x20)
    let bytes = 0
    const more = (): void => void socket.write(chunk, () => ((bytes += chunk.length), setImmediate(more)))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(bytes))
    socket.write(
      `POST /api/enrol HTTP/1.1\r\nHost: x\r\nOrigin: ${served.url}\r\nX-Cartable: 1\r\nContent-Type: application/json\r\nContent-Length: 9000000000\r\n\r\n`,
      more,
    )
  })
  expect(sent).toBeLessThan(32 * 1024 * 1024)
  await alive()
})

const delivery = () => ({
  kind: 'packDelivered' as const,
  classId: served.ground.people.sixA.id,
  packId: 'none',
  version: 1,
  tier: 'full' as const,
})
const setting = (assignmentId: string) => ({
  kind: 'setAssignment' as const,
  classId: served.ground.people.sixA.id,
  assignmentId,
  asked: {
    title: 'Lire',
    subject: 'french' as const,
    instructions: '',
    dueAt: 1,
    minutes: 9,
    expects: ['text' as const],
  },
})

test('a deed that this school does not know yet is held, not refused, and its id stays free', async () => {
  const mutation = served.ground.hand(delivery())
  const later = { ...mutation, kind: 'raiseHand', feeling: 'curious' }
  expect((await served.turn(lina, [later, later]))?.outcomes).toEqual([
    { id: mutation.id, held: 'unknownKind' },
    { id: mutation.id, held: 'unknownKind' },
  ])
  expect(said((await served.turn(lina, [mutation]))?.outcomes[0])).toBe('received')
})

test('a known deed that is not well formed is refused for good, and does not hold up the next', async () => {
  const broken = { ...served.ground.hand(delivery()), version: 'one' }
  const outcomes = (await served.turn(lina, [broken, served.ground.hand(delivery())]))?.outcomes
  expect(outcomes?.map(said)).toEqual(['refused malformed', 'received'])
  expect((await served.turn(lina, [broken]))?.outcomes.map(said)).toEqual(['refused malformed'])
})

test("a deed under someone else's device is refused and uses up no id", async () => {
  const mutation = served.ground.hand(delivery())
  const heard = await push(turnOf({ device: anne.device, mutations: [mutation] }))
  expect(JSON.parse(heard.body.toString())).toMatchObject({ outcomes: [{ id: mutation.id, refused: 'foreignDevice' }] })
  expect(said((await served.turn(lina, [mutation]))?.outcomes[0])).toBe('received')
})

test("an id is never reused: neither for other content, nor to learn what came of someone else's", async () => {
  const mine = served.ground.hand(setting('a1'))
  const first = (await served.turn(anne, [mine]))?.outcomes[0]
  expect(said(first)).toBe('received')
  const other = { ...mine, asked: { ...mine.asked, title: 'Écrire' } }
  expect((await served.turn(anne, [other]))?.outcomes).toEqual([{ id: mine.id, refused: 'reusedId' }])
  expect((await served.turn(lina, [mine]))?.outcomes).toEqual([{ id: mine.id, refused: 'reusedId' }])
  expect((await served.turn(anne, [mine]))?.outcomes).toEqual([first])
})

test('another life of the database takes nothing and says so', async () => {
  const mutation = served.ground.hand(delivery())
  const heard = await push(turnOf({ epoch: 'older', cursors: { public: 9 }, mutations: [mutation] }))
  const nothing = { outcomes: [], feeds: [], moved: [], left: [] }
  expect(JSON.parse(heard.body.toString())).toEqual({
    protocol: 1,
    epoch: 'one',
    now: served.parts.clock(),
    ...nothing,
  })
  expect(await served.parts.storage.read((view) => view.outcome(mutation.id))).toBeUndefined()
})

test('cursors tell nobody anything: feeds that one may not read are left, and those ahead get nothing', async () => {
  const { sami, sixB } = served.ground.people
  const foreign = [feeds.pupil(sami.id), feeds.desk(sixB.id), feeds.account(sami.id), 'class:nowhere']
  const own = feeds.account(lina.member.id)
  const answer = await served.turn(lina, [], { ...Object.fromEntries(foreign.map((feed) => [feed, 0])), [own]: 1e9 })
  expect(answer?.left.sort()).toEqual(foreign.sort())
  expect(answer?.feeds.map(({ feed }) => feed)).not.toContain(own)
})
