import * as fs from 'node:fs/promises'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as v from 'valibot'
import { readConfig } from './config.ts'
import { openSchool } from './open.ts'
import { cutFile } from '../src/packs/cut.ts'
import { digest } from './content/store-parts.ts'
import { picture } from './ground.ts'
import { openServed, said, type Caller, type Served } from './served.ts'
import type { Disk } from './storage/disk.ts'
import { StorageBroken, StorageBusy } from './storage/failures.ts'
import { openSqlite } from './storage/sqlite.ts'

/** What strikes whoever writes: the database, or the disk. */
let database: Error | undefined
let files: Error | undefined
const disk: Disk = { ...fs, open: (...asked) => (files ? Promise.reject(files) : fs.open(...asked)) }
const readOnly = () => Object.assign(new Error('read-only file system'), { code: 'EROFS' })

let served: Served
let lina: Caller
beforeEach(async () => {
  served = await openServed(
    (storage) => ({ ...storage, write: (job) => (database ? Promise.reject(database) : storage.write(job)) }),
    disk,
  )
  lina = await served.signIn(served.ground.people.lina)
})
afterEach(async () => {
  database = files = undefined
  await served.close()
})

const health = async () => {
  const { status, body } = await served.ask('/healthz')
  return { ...v.parse(v.looseObject({ status: v.string() }), JSON.parse(body.toString())), code: status }
}
const withdrawing = () => served.ground.hand({ kind: 'withdrawDevice', deviceId: 'nobody' })
const push = () => {
  const body = { protocol: 1, device: lina.device, epoch: 'one', cursors: {}, mutations: [withdrawing()] }
  return served.ask(`/api/p/${lina.profile}/push`, { method: 'POST', as: lina, body })
}

describe('a school that cannot write says so, asks to come later, and is well by itself', () => {
  test.each([
    ['readOnly', () => new StorageBroken('readOnly', 'attempt to write a readonly database'), '60'],
    ['damaged', () => new StorageBroken('damaged', 'database disk image is malformed'), '60'],
    ['busy', () => new StorageBusy('database is locked'), '5'],
  ] as const)('%s', async (status, failure, retry) => {
    expect(await health()).toMatchObject({ status: 'ok', code: 200 })
    database = failure()
    const heard = await push()
    expect([heard.status, heard.problem, heard.headers['retry-after']]).toEqual([503, 'busy', retry])
    expect(await health()).toMatchObject({ status, code: 503 })
    await served.parts.health.probe()
    expect(await health(), 'it is still ill').toMatchObject({ status })
    expect((await served.turn(lina))?.epoch, 'reading goes on').toBe('one')
    database = undefined
    await served.parts.health.probe()
    expect(await health()).toMatchObject({ status: 'ok', code: 200 })
    expect((await served.turn(lina, [withdrawing()]))?.outcomes.map(said)).toEqual(['refused unknownDevice'])
  })

  test('a disk that may only be read', async () => {
    const bytes = picture(700, 4)
    const photo = await cutFile(bytes, 'image/png', digest)
    const put = () =>
      served.ask(`/api/p/${lina.profile}/pieces/${photo.sha256}`, { method: 'PUT', as: lina, body: bytes })
    files = readOnly()
    const heard = await put()
    expect([heard.status, heard.problem, heard.headers['retry-after']]).toEqual([503, 'busy', '60'])
    expect(await health()).toMatchObject({ status: 'readOnly', code: 503 })
    await served.parts.health.probe()
    expect(await health(), 'the database alone is not enough').toMatchObject({ status: 'readOnly' })
    files = undefined
    await served.parts.health.probe()
    expect(await health()).toMatchObject({ status: 'ok' })
    expect((await put()).status).toBe(201)
  })
})

describe('a database that is damaged on the disk', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cartable-ill-'))
  })
  afterEach(() => rm(folder, { recursive: true }))
  const start = () => openSchool(readConfig({ CARTABLE_DATA: folder, CARTABLE_DEMO: '0' }), pino({ level: 'silent' }))

  test('is named at the start, with what to do', async () => {
    await writeFile(join(folder, 'school.sqlite'), 'no database at all, but long enough to be read as one'.repeat(200))
    await expect(start()).rejects.toThrow(/is damaged .*npm run admin -- restore/)
  })

  test('is named when it is read', async () => {
    const storage = await openSqlite(folder)
    const body = { name: 'x'.repeat(900) }
    await storage.write(async (job) => {
      await job.openFeed('desk:c1', null)
      for (let at = 0; at < 300; at++) await job.put([{ feed: 'desk:c1', kind: 'pupil', id: `p${at}`, body }], 1)
    })
    await storage.close()
    const handle = await open(join(folder, 'school.sqlite'), 'r+')
    const { size } = await handle.stat()
    for (let at = 4096 * 12; at < size; at += 4096) await handle.write(Buffer.alloc(2048, 0xa5), 0, 2048, at)
    await handle.close()
    const damaged = await openSqlite(folder)
    await expect(damaged.read((view) => view.recordsAfter('desk:c1', 0, 1000))).rejects.toMatchObject({
      name: 'StorageBroken',
      illness: 'damaged',
    })
    await damaged.close()
  })
})
