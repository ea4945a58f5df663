import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { feeds } from '../../src/domain/records.ts'
import { ofKind } from '../ground.ts'
import { writeCookie, writeWas } from '../http/cookie.ts'
import { makeCard } from '../storage/cards.ts'
import { enrolment, openServed, said, type Caller, type Heard, type Served } from '../served.ts'
import { SESSION_MS } from '../sync/enrolment.ts'

let served: Served
beforeEach(async () => {
  served = await openServed()
})
afterEach(() => served.close())

const show = (token: string, device: string) =>
  served.ask('/api/enrol', { method: 'POST', body: enrolment(token, device) })
const short = ({ status, problem }: Heard) => (problem === undefined ? String(status) : `${status} ${problem}`)
/** How a poll of this caller is answered. */
async function polled(as: Caller, headers: Record<string, string> = {}): Promise<string> {
  const body = { protocol: 1, device: as.device, epoch: 'one', cursors: {}, mutations: [] }
  return short(await served.ask(`/api/p/${as.profile}/poll`, { method: 'POST', as, headers, body }))
}

test('a card signs a device in, and its owner sees it', async () => {
  const { lina } = served.ground.people
  const heard = await show(lina.card.token, 'd1')
  expect(JSON.parse(heard.body.toString())).toEqual({
    epoch: 'one',
    now: served.parts.clock(),
    account: { id: lina.id, role: 'pupil', name: 'Lina Roux', school: 'Collège des Tilleuls' },
    feeds: [...served.ground.actor(lina).feeds],
  })
  expect(heard.headers['cache-control']).toBe('no-store')
  const devices = ofKind(await served.ground.records(feeds.account(lina.id)), 'device')
  expect(devices).toMatchObject([{ id: 'd1', body: { label: 'Un téléphone', withdrawn: false } }])
  expect(served.parts.heads.head(feeds.account(lina.id))).toBe(devices[0]?.seq)
})

test('the cookie is for one profile alone, out of reach of scripts and other sites', async () => {
  const { lina } = served.ground.people
  const [cookie = ''] = (await show(lina.card.token, 'd1')).headers['set-cookie'] ?? []
  const [value, ...rules] = cookie.split('; ')
  expect(value).toMatch(/^cartable=pupil\.[\w-]{22}\.[\w-]{43}$/)
  expect(rules).toEqual(['Path=/api/p/d1-profile/', `Max-Age=${SESSION_MS / 1000}`, 'HttpOnly', 'SameSite=Strict'])
  const secret = 'a'.repeat(43)
  const place = { profile: 'p', secure: true, maxAgeMs: 1000 }
  expect(writeCookie({ role: 'pupil', secret }, new Uint8Array(32), place)).toMatch(/; Secure$/)
})

test('a second cookie says to pages that somebody was here, and nothing more', async () => {
  const { lina } = served.ground.people
  const [, was] = (await show(lina.card.token, 'd1')).headers['set-cookie'] ?? []
  expect(was).toBe(`cartable-was=here; Path=/; Max-Age=${SESSION_MS / 1000}; SameSite=Strict`)
  expect(writeWas({ secure: true, maxAgeMs: 1000 })).toMatch(/; Secure$/)
})

test('two profiles of one tablet each come with their own cookie', async () => {
  const { lina, noe } = served.ground.people
  const [one, two] = [await served.signIn(lina), await served.signIn(noe)]
  expect(await polled(one)).toBe('200')
  expect(await polled(two)).toBe('200')
  expect(await polled({ ...two, cookie: one.cookie }), "another profile's").toBe('401 signedOut')
})

test('a cookie whose role was changed, or that is none of ours, is nobody', async () => {
  const lina = await served.signIn(served.ground.people.lina)
  for (const cookie of [
    lina.cookie.replace('=pupil.', '=teacher.'),
    `${lina.cookie.slice(0, -1)}_`,
    'cartable=pupil',
    'cartable=pupil..',
    'cartable=__proto__.a.b',
    '=;;;=',
    '',
  ])
    expect([cookie, await polled({ ...lina, cookie })]).toEqual([cookie, '401 signedOut'])
  expect(await polled({ ...lina, cookie: `theme=dark; ${lina.cookie}; x` })).toBe('200')
})

test('a session ends in its time, and the same card on the same device begins another', async () => {
  const { lina } = served.ground.people
  const before = await served.signIn(lina, 'd1')
  served.ground.wait(SESSION_MS - 1)
  expect(await polled(before)).toBe('200')
  served.ground.wait(1)
  expect(await polled(before)).toBe('401 signedOut')
  const after = await served.signIn(lina, 'd1')
  expect(await polled(after)).toBe('200')
  expect(await polled(before), 'its old cookie stays dead').toBe('401 signedOut')
})

test('a card signs in three devices; one that is withdrawn loses its session and makes room', async () => {
  const { lina } = served.ground.people
  const [first] = [await served.signIn(lina, 'd1'), await served.signIn(lina, 'd2'), await served.signIn(lina, 'd3')]
  expect(short(await show(lina.card.token, 'd4'))).toBe('409 tooManyDevices')
  expect(short(await show(lina.card.token, 'd3')), 'who is in may come again').toBe('200')
  const withdraw = served.ground.hand({ kind: 'withdrawDevice', deviceId: 'd2' })
  const second = await served.signIn(lina, 'd2')
  expect(said((await served.turn(first, [withdraw]))?.outcomes[0])).toBe('received')
  expect(await polled(second)).toBe('401 signedOut')
  expect(await polled(first)).toBe('200')
  expect(short(await show(lina.card.token, 'd4'))).toBe('200')
})

test('a device whose store was cleared gives its place to the one that it is now; nobody gives away another’s', async () => {
  const { lina, noe } = served.ground.people
  const cleared = await served.signIn(lina, 'd1')
  for (const device of ['d2', 'd3']) expect(short(await show(lina.card.token, device))).toBe('200')
  const again = (token: string, id: string) => {
    const request = enrolment(token, id)
    return served.ask('/api/enrol', {
      method: 'POST',
      body: { ...request, device: { ...request.device, replaces: 'd1' } },
    })
  }
  expect(short(await again(noe.card.token, 'n1'))).toBe('200')
  expect(await polled(cleared)).toBe('200')
  expect(short(await again(lina.card.token, 'd4'))).toBe('200')
  expect(await polled(cleared)).toBe('401 signedOut')
  expect(short(await again(lina.card.token, 'd4')), 'as often as it is asked').toBe('200')
  expect(short(await again(lina.card.token, 'd5'))).toBe('409 tooManyDevices')
})

test('a device keeps its place and its session while the one that is to follow it is not let in', async () => {
  const { lina } = served.ground.people
  for (const device of ['d1', 'd2', 'd3']) expect(short(await show(lina.card.token, device))).toBe('200')
  const { token, hash } = makeCard((bytes) => new Uint8Array(randomBytes(bytes)))
  await served.parts.storage.write((job) => job.addCard({ hash, account: lina.id, createdAt: 1, voidedAt: null }))
  const other = await served.signIn({ ...lina, card: { token, hash } }, 'd4')
  const request = enrolment(lina.card.token, 'd5')
  const body = { ...request, device: { ...request.device, replaces: 'd4' } }
  expect(short(await served.ask('/api/enrol', { method: 'POST', body }))).toBe('409 tooManyDevices')
  expect(await polled(other)).toBe('200')
  const devices = ofKind(await served.ground.records(feeds.account(lina.id)), 'device')
  expect(devices.map(({ body }) => body?.['withdrawn'])).not.toContain(true)
})

test('signing out ends the session, takes the cookie away, and makes room on the card', async () => {
  const { lina } = served.ground.people
  const leaving = await served.signIn(lina, 'd1')
  const heard = await served.ask(`/api/p/${leaving.profile}/sign-out`, { method: 'POST', as: leaving })
  expect(heard.status).toBe(204)
  expect(heard.headers['set-cookie']?.[0]).toMatch(/; Path=\/api\/p\/d1-profile\/; Max-Age=0; HttpOnly/)
  expect(await polled(leaving)).toBe('401 signedOut')
  for (const device of ['d2', 'd3', 'd4']) expect(short(await show(lina.card.token, device))).toBe('200')
  const devices = ofKind(await served.ground.records(feeds.account(lina.id)), 'device')
  expect(devices.find(({ id }) => id === 'd1')?.body).toMatchObject({ withdrawn: true })
})

test('a voided card lets nobody in', async () => {
  const { lina } = served.ground.people
  await served.parts.storage.write((job) => job.voidCard(lina.card.hash, 1))
  expect(short(await show(lina.card.token, 'd1'))).toBe('403 voidedCard')
})

test("nobody signs in on someone else's device", async () => {
  const { lina, noe } = served.ground.people
  const hers = await served.signIn(lina, 'd1')
  expect(short(await show(noe.card.token, 'd1'))).toBe('403 notAllowed')
  expect(await polled(hers)).toBe('200')
})

test('guessing is slowed, for one card and for one address, and never shuts the door on a real card', async () => {
  const { lina } = served.ground.people
  const guess = (letter: string) => show(letter.repeat(22), 'd1')
  for (let time = 0; time < 3; time++) expect(short(await guess('A'))).toBe('403 unknownCard')
  const slowed = await guess('A')
  expect(short(slowed)).toBe('429 tooMany')
  expect(Number(slowed.headers['retry-after'])).toBe(600)
  for (const letter of 'BCDE') expect(short(await guess(letter))).toBe('403 unknownCard')
  expect(short(await guess('F')), 'too many from this address').toBe('429 tooMany')
  expect(short(await show(lina.card.token, 'd1'))).toBe('200')
  served.ground.wait(600_000)
  expect(short(await guess('G'))).toBe('403 unknownCard')
})

test('who signed in, on what, and who left is noted', async () => {
  const { lina } = served.ground.people
  const caller = await served.signIn(lina, 'd1')
  await served.ask(`/api/p/${caller.profile}/sign-out`, { method: 'POST', as: caller })
  const lines = await served.parts.storage.read((view) => view.audit(10))
  expect(lines.map(({ actor, what, about }) => `${actor} ${what} ${about}`).sort()).toEqual([
    `${lina.id} enrol d1`,
    `${lina.id} signOut d1`,
  ])
})

test('what is not an enrolment is said to be malformed, and nobody is let in', async () => {
  const { lina } = served.ground.people
  const good = enrolment(lina.card.token, 'd1')
  const wrong: unknown[] = [
    {},
    [],
    null,
    { ...good, token: lina.card.token.slice(1) },
    { ...good, profile: '../p' },
    { ...good, protocol: 'one' },
    { ...good, device: { id: 'd1', label: 'x'.repeat(81), key: {} } },
    {
      ...good,
      device: { id: 'd1', label: '', key: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43), d: 'z' } },
    },
  ]
  for (const body of wrong)
    expect(short(await served.ask('/api/enrol', { method: 'POST', body: JSON.stringify(body) }))).toBe('400 malformed')
  const long = await served.ask('/api/enrol', { method: 'POST', body: { ...good, more: 'x'.repeat(9000) } })
  expect(short(long)).toBe('413 tooLarge')
  expect(await served.parts.storage.read((view) => view.sessions())).toEqual([])
})
