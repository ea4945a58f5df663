import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DATA_POLICY, PAGE_POLICY } from '../http/headers.ts'
import { enrolment, openServed, SHELL, type Asking, type Served } from '../served.ts'

let served: Served
beforeAll(async () => {
  served = await openServed()
})
afterAll(() => served.close())

const get = (path: string, headers: Asking['headers'] = {}, method = 'GET') => served.ask(path, { headers, method })
const page = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

test('every address of the application is its first page, asked about each time', async () => {
  for (const path of ['/', '/profiles', '/card', '/p/abc/courses/k1/source', '/nowhere', '/guide/no-such-page']) {
    const { status, headers, body } = await get(path, page)
    expect([path, status, body.toString().startsWith(SHELL)]).toEqual([path, 200, true])
    expect(headers['cache-control']).toBe('no-cache')
    expect(headers['content-type']).toMatch(/^text\/html/)
  }
  const first = await get('/', page)
  expect((await get('/', { ...page, 'if-none-match': first.headers.etag })).status).toBe(304)
  expect((await get('/index.html', { accept: '*/*' })).body.equals(first.body), 'as the worker asks for it').toBe(true)
})

test('pages are under the policy: our own scripts, trusted types, no frames, nothing from elsewhere', async () => {
  expect(PAGE_POLICY).toBe(
    "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types vue worker",
  )
  for (const path of ['/', '/guide', '/guide/ecrans', '/assets/main-b1.js', '/worker.js']) {
    const { headers } = await get(path, page)
    expect([path, headers['content-security-policy']]).toEqual([path, PAGE_POLICY])
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    const ofPages = { 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin' }
    if (!path.endsWith('.js')) expect([path, headers]).toMatchObject([path, ofPages])
    expect(headers['x-powered-by']).toBeUndefined()
  }
})

test('what is no page can run, load and reach nothing even opened by itself, and its headers are few', async () => {
  for (const path of ['/pulse.json', '/keys.json', '/healthz', '/feeds/nobody/head.json', '/api/nowhere']) {
    const { headers } = await get(path)
    expect([path, headers]).toMatchObject([
      path,
      {
        'content-security-policy': DATA_POLICY,
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      },
    ])
    const bytes = Object.entries(headers).join('\r\n').length
    expect([path, bytes]).toEqual([path, expect.toSatisfy((some: number) => some < 520)])
  }
})

test('an asset is for ever and comes compressed', async () => {
  const { headers, body } = await get('/assets/main-b1.js', { 'accept-encoding': 'br' })
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(headers['content-type']).toMatch(/^text\/javascript/)
  expect(headers['content-encoding']).toBe('br')
  expect(brotliDecompressSync(body).toString()).toContain("build = 'b1'")
})

test('what is missing is said to be: never answered with a page', async () => {
  const missing = [
    '/assets/main-b0.js',
    '/assets/',
    '/assets',
    '/favicon.png',
    '/guide/picture.png',
    '/api/nothing',
    '/api',
    '/files/x',
    '/feeds/x/y',
    '/p/abc/picture.jpg',
    '/.env',
    '/p/abc/.git',
  ]
  for (const path of missing) {
    const { status, problem } = await get(path, page)
    expect([path, status, problem]).toEqual([path, 404, 'notFound'])
  }
  expect((await get('/p/abc/courses', { accept: 'application/json' })).status, 'not asked for as a page').toBe(404)
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const heard = await served.ask('/p/abc/courses', { method, headers: page })
    expect([method, heard.status]).toEqual([method, 404])
  }
})

test('the guide reads without scripts, at both of its addresses', async () => {
  for (const path of ['/guide', '/guide/']) expect((await get(path, page)).body.toString()).toContain('<h1>Le guide')
  expect((await get('/guide/ecrans', page)).body.toString()).toContain('<h1>Les écrans')
  expect((await get('/guide/guide.css')).headers['content-type']).toMatch(/^text\/css/)
})

test('when a build is taken back, the worker that leaves comes at the same address, at once', async () => {
  expect((await get('/worker.js')).body.toString()).toBe('// the worker of b1')
  served.switchOff(true)
  const last = await get('/worker.js')
  expect([last.status, last.body.toString()]).toEqual([200, '// leaves'])
  expect(last.headers).toMatchObject({ 'cache-control': 'no-cache' })
  expect(last.headers['content-type']).toMatch(/^text\/javascript/)
  served.switchOff(false)
  expect((await get('/worker.js', { 'if-none-match': last.headers.etag })).body.toString()).toBe('// the worker of b1')
})

test('the school says how it is', async () => {
  served.ground.wait(61_500)
  const { headers, body } = await get('/healthz')
  expect(JSON.parse(body.toString())).toEqual({ status: 'ok', version: '0.0.0', storage: 'sqlite', uptime: 61 })
  expect(headers['cache-control']).toBe('no-store')
  expect((await get('/healthz', {}, 'HEAD')).body.length).toBe(0)
})

test('the pulse is a file that an operator changes, and a build that is too old hears so', async () => {
  const path = join(served.ground.folder, 'pulse.json')
  const pulse = JSON.parse((await get('/pulse.json')).body.toString()) as object
  expect(pulse).toEqual({ spread: 60, minBuild: '', paused: false, day: null })
  const change = async (text: string, at: number) => {
    await writeFile(path, text)
    await utimes(path, at, at)
    await new Promise((resolve) => setTimeout(resolve, 1_050))
  }
  const enrol = async (build: string, path = '/api/enrol') => {
    const body = enrolment(served.ground.people.lina.card.token, 'd1')
    return (await served.ask(path, { method: 'POST', body, headers: { 'x-cartable-build': build } })).status
  }
  expect(await enrol('0.1.0-2026')).toBe(200)
  await change(JSON.stringify({ ...pulse, minBuild: '0.1.0-2027' }), 1_000)
  expect(await enrol('0.1.0-2026')).toBe(426)
  expect(await enrol('0.1.0-2027')).toBe(200)
  expect(await enrol('0.1.0-2026', '/api/p/x/sign-out'), 'leaving is never refused for its age').toBe(401)
})

test('a pulse that does not read changes nothing', async () => {
  const told: unknown[] = []
  const { openPulse } = await import('../http/pulse.ts')
  let now = 0
  const path = join(served.ground.folder, 'other-pulse.json')
  const pulse = await openPulse(
    path,
    () => now,
    (error) => told.push(error),
  )
  await writeFile(path, '{"spread": 5')
  now += 1_000
  expect((await pulse.current()).spread).toBe(60)
  expect(told).toHaveLength(1)
  now += 10
  await pulse.current()
  expect(told, 'and the disk is not asked again at once').toHaveLength(1)
})
