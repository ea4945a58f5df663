import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bodyOf, feeds } from '../../src/domain/records.ts'
import { openGround, ofKind, picture, type Ground } from '../ground.ts'
import { openSqlite } from '../storage/sqlite.ts'
import { operate } from './operate.ts'

/** Backing up, going back and looking whether all is well, on a school that has received a copy with a photo. */
let ground: Ground
let apart: string
beforeEach(async () => {
  ground = await openGround()
  apart = await mkdtemp(join(tmpdir(), 'cartable-copy-'))
  const { anne, lina, sixA } = ground.people
  const asked = { title: 'Lire', subject: 'french' as const, instructions: '', dueAt: 1, minutes: 9 }
  await ground.push(
    anne,
    ground.hand({
      kind: 'setAssignment',
      classId: sixA.id,
      assignmentId: 'a1',
      asked: { ...asked, expects: ['photos'] },
    }),
  )
  const photo = await ground.bring(lina.id, picture(4_000, 3), 'image/png')
  const copy = { assignmentId: 'a1', text: 'Voilà', photos: [photo], paper: false, finishedAt: 1 }
  await ground.push(lina, ground.hand({ kind: 'handIn', classId: sixA.id, ...copy }))
})
afterEach(async () => {
  await ground.close()
  await rm(apart, { recursive: true })
})

const run = (folder: string, ...said: string[]) => operate(said, { CARTABLE_DATA: folder })

test('a school that is well is said to be, while it goes on', async () => {
  const said = await run(ground.folder, 'verify')
  expect(said).toMatch(/^The database is sound\.\n\d+ feeds, \d+ records, 2 receipts, 0 seals\.\n/)
  expect(said).toMatch(/\n1 file, 0\.0 MB\.\nAll is well\.$/)
})

test('what is damaged, lost or forged is named, each', async () => {
  const { lina, sixA } = ground.people
  const [photo = ''] = await readdir(join(ground.folder, 'private'))
  await writeFile(join(ground.folder, 'private', photo), 'something else')
  const access = ofKind(await ground.records(feeds.account(lina.id)), 'access')
  const cap = access.map(({ body }) => bodyOf('access', body)?.cap).find((one) => one !== undefined) ?? ''
  await writeFile(join(ground.folder, 'feeds', cap, 'head.json'), '{')
  const [receipt] = ofKind(await ground.records(feeds.pupil(lina.id)), 'receipt')
  const body = bodyOf('receipt', receipt?.body)
  if (!receipt || !body) throw new Error('there is no receipt')
  const forged = { ...body, receivedAt: body.receivedAt - 1 }
  await ground.parts.storage.write((job) =>
    job.put([{ feed: feeds.pupil(lina.id), kind: 'receipt', id: receipt.id, body: forged }], 1),
  )
  const faults = await run(ground.folder, 'verify').catch((failure: unknown) => String(failure))
  expect(faults).toContain('3 faults:')
  expect(faults).toContain(`private/${photo}: is not what its name says`)
  expect(faults).toContain(`class:${sixA.id}: its files do not read`)
  expect(faults).toContain(`pupil:${lina.id}: the receipt of ${receipt.id} is not signed`)
  await rm(join(ground.folder, 'private', photo))
  await expect(run(ground.folder, 'verify')).rejects.toThrow(`private/${photo}: is not there`)
})

test('a copy is put back where the server is stopped, and nowhere else; what was there stays beside it', async () => {
  const file = join(apart, 'monday.sqlite')
  await run(ground.folder, 'backup', file)
  await expect(run(ground.folder, 'restore', file)).rejects.toThrow('The server runs. Stop it first.')

  const stopped = join(apart, 'stopped')
  await ground.parts.storage.write((job) => job.setMeta('epoch', 'later'))
  await run(ground.folder, 'backup', join(apart, 'tuesday.sqlite'))
  await cp(ground.folder, stopped, { recursive: true })
  const said = await run(stopped, 'restore', file)
  const [, before = ''] = /The one before is in (.*)\.\n/.exec(said) ?? []
  expect(before).toMatch(/school-before-\d{8}T\d+Z\.sqlite$/)
  const back = await openSqlite(stopped)
  expect(await back.read((view) => view.meta('epoch'))).toBeUndefined()
  expect(await back.read((view) => view.accounts())).toHaveLength(7)
  await back.close()
  const names = await readdir(stopped)
  expect(names.filter((name) => name.startsWith('school')).sort()).toEqual([
    before.slice(stopped.length + 1),
    'school.sqlite',
  ])
  expect(await run(stopped, 'verify')).toContain('All is well.')
})

test('a copy is put where there was nothing', async () => {
  const file = join(apart, 'monday.sqlite')
  await run(ground.folder, 'backup', file)
  expect(await run(apart, 'restore', file)).not.toContain('The one before')
  expect(await run(apart, 'school', 'show')).toContain('Collège des Tilleuls')
})

test('what is no copy, or a damaged one, changes nothing', async () => {
  const file = join(apart, 'monday.sqlite')
  const stopped = join(apart, 'stopped')
  await run(ground.folder, 'backup', file)
  await cp(ground.folder, stopped, { recursive: true })
  const whole = await readFile(file)
  const names = await readdir(stopped)
  const tries: [string, Uint8Array][] = [
    ['text.sqlite', Buffer.from('a diary')],
    ['cut.sqlite', whole.subarray(0, whole.length / 2)],
    ['empty.sqlite', new Uint8Array()],
  ]
  for (const [name, bytes] of tries) {
    await writeFile(join(apart, name), bytes)
    await expect(run(stopped, 'restore', join(apart, name)), name).rejects.toThrow('is no copy of a school')
  }
  await expect(run(stopped, 'restore', join(apart, 'nowhere.sqlite'))).rejects.toThrow('is no copy of a school')
  expect(await readdir(stopped)).toEqual(names)
})
