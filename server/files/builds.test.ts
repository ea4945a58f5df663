import { mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeDist } from '../served.ts'
import { keepBuilds } from './builds.ts'

let place = ''
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'cartable-builds-'))
})
afterEach(() => rm(place, { recursive: true, force: true }))

/** Builds anew, as `vite build` does, and starts; `age` in seconds before now. */
async function start(build: string, age: number) {
  await rm(join(place, 'dist'), { recursive: true, force: true })
  await writeDist(join(place, 'dist'), build)
  const builds = await keepBuilds({ dist: join(place, 'dist'), folder: join(place, 'builds') })
  const at = Date.now() / 1000 - age
  await utimes(join(place, 'builds', build), at, at)
  return builds
}

test('the assets of the last three builds stay, everything else is of the current one', async () => {
  for (const [at, build] of ['b1', 'b2', 'b3'].entries()) await start(build, 100 - at)
  const builds = await start('b4', 0)
  expect(builds.current).toBe('b4')
  expect(builds.page).toMatch(/b4$/)
  for (const build of ['b2', 'b3', 'b4']) {
    const path = builds.find(`assets/main-${build}.js`)
    expect(await readFile(path ?? '', 'utf8')).toContain(`build = '${build}'`)
  }
  expect(builds.find('assets/main-b1.js')).toBeUndefined()
  expect(await readFile(builds.find('worker.js') ?? '', 'utf8')).toBe('// the worker of b4')
  expect((await readdir(join(place, 'builds'))).sort()).toEqual(['b2', 'b3', 'b4'])
})

test('what is served does not change when the client is built anew under it', async () => {
  const builds = await start('b1', 5)
  await rm(join(place, 'dist'), { recursive: true })
  expect(await readFile(builds.find('index.html') ?? '', 'utf8')).toMatch(/b1$/)
})

test('the build in use stays, though the clock was once ahead', async () => {
  for (const build of ['b1', 'b2', 'b3']) await start(build, -10_000)
  const builds = await start('b4', 0)
  expect(builds.current).toBe('b4')
  expect(builds.find('index.html')).toBeDefined()
})

test('going back to an older build makes it the current one', async () => {
  await start('b1', 50)
  await start('b2', 40)
  const builds = await start('b1', 0)
  expect(builds.current).toBe('b1')
  expect(builds.find('assets/main-b2.js')).toBeDefined()
})

test('texts lie compressed beside themselves, once for all who take the build in', async () => {
  const builds = await start('b1', 0)
  const path = builds.find('assets/main-b1.js') ?? ''
  expect(gunzipSync(await readFile(`${path}.gz`)).equals(await readFile(path))).toBe(true)
  const made = join(place, 'dist', 'assets', 'main-b1.js.br')
  const { ino } = await stat(made)
  const other = await keepBuilds({ dist: join(place, 'dist'), folder: join(place, 'other-builds') })
  expect((await stat(made)).ino).toBe(ino)
  expect((await readFile(`${other.find('assets/main-b1.js') ?? ''}.br`)).equals(await readFile(made))).toBe(true)
})

test('a build that was being taken in when the server stopped is taken in again', async () => {
  await writeDist(join(place, 'dist'), 'b1')
  await mkdir(join(place, 'builds', 'b1.part'), { recursive: true })
  await writeFile(join(place, 'builds', 'b1.part', 'half'), '')
  const builds = await keepBuilds({ dist: join(place, 'dist'), folder: join(place, 'builds') })
  expect(builds.current).toBe('b1')
  expect(await readdir(join(place, 'builds'))).toEqual(['b1'])
  expect(await readdir(join(place, 'builds', 'b1'))).not.toContain('half')
})

test('without a build the last one kept is served, and without any there is none', async () => {
  expect(await keepBuilds({ dist: join(place, 'dist'), folder: join(place, 'builds') })).toMatchObject({
    current: null,
    page: null,
  })
  await start('b1', 9)
  await start('b2', 0)
  await rm(join(place, 'dist'), { recursive: true })
  const builds = await keepBuilds({ dist: join(place, 'dist'), folder: join(place, 'builds') })
  expect(builds.current).toBe('b2')
  expect(builds.find('index.html')).toBeDefined()
})
