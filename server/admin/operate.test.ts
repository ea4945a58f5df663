import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { feeds } from '../../src/domain/records.ts'
import { enrolment, openServed, type Caller, type Served } from '../served.ts'
import { cardHash } from '../storage/cards.ts'
import { openSqlite } from '../storage/sqlite.ts'
import { createFollowing } from '../sync/others.ts'
import { operate } from './operate.ts'

/** The commands on the folder of a server that runs. */
let served: Served
let follow: () => Promise<void>
beforeEach(async () => {
  served = await openServed()
  follow = createFollowing(served.parts)
})
afterEach(() => served.close())

const run = (...said: string[]) =>
  operate(said, { CARTABLE_DATA: served.ground.folder, CARTABLE_URL: 'https://ecole.example' })
const wrong = async (...said: string[]) => {
  const error = await run(...said).then(
    () => undefined,
    (failure: unknown) => failure,
  )
  return error instanceof Error ? error.message : 'nothing'
}
const enrol = async (token: string, device: string) => {
  const { status, problem } = await served.ask('/api/enrol', { method: 'POST', body: enrolment(token, device) })
  return problem ?? status
}
const polled = async (as: Caller) => {
  const body = { protocol: 1, device: as.device, epoch: 'one', cursors: {}, mutations: [] }
  return (await served.ask(`/api/p/${as.profile}/poll`, { method: 'POST', as, body })).status
}
const audit = () => served.parts.storage.read((view) => view.audit(20))

test('a new card lets its owner in at once, beside the one they have', async () => {
  const { lina } = served.ground.people
  const said = await run('cards', 'print', 'Lina Roux')
  const [, token = ''] = /^Lina Roux\nhttps:\/\/ecole\.example\/card#([\w-]{22})\n/.exec(said) ?? []
  expect(said).toContain('1 older card still in use')
  expect(said, 'and a code to scan').toMatch(/[█▀▄]{10}/)
  expect(await enrol(token, 'd1')).toBe(200)
  expect(await enrol(lina.card.token, 'd2')).toBe(200)
  expect((await audit()).map(({ actor, what, about }) => `${actor} ${what} ${about}`)).toContain(
    `operator printCard ${lina.id}`,
  )
})

test('a voided card lets nobody in, and those it let in are signed out where the server runs', async () => {
  const { lina, noe } = served.ground.people
  const [hers, his] = [await served.signIn(lina), await served.signIn(noe)]
  expect(await run('cards', 'void', lina.card.token)).toMatch(/^1 card voided, 1 device signed out\./)
  expect(await enrol(lina.card.token, 'd9')).toBe('voidedCard')
  await follow()
  expect(await polled(hers)).toBe(401)
  expect(await polled(his)).toBe(200)
  const devices = await served.ground.records(feeds.account(lina.id))
  expect(devices.at(-1)).toMatchObject({ kind: 'device', body: { withdrawn: true } })
  expect((await audit())[0]).toMatchObject({ actor: 'operator', what: 'voidCard', about: lina.id })
})

test('a card is named by its link, its token, its hash, or its owner', async () => {
  const { lina, noe, sami, claire } = served.ground.people
  const voided = async (token: string) =>
    (await served.parts.storage.read((view) => view.card(cardHash(token))))?.voidedAt !== null
  await run('cards', 'void', `https://ecole.example/card#${lina.card.token}`)
  await run('cards', 'void', noe.card.hash)
  await run('cards', 'void', 'SAMI haddad')
  await run('cards', 'void', claire.id)
  for (const { card } of [lina, noe, sami, claire]) expect(await voided(card.token)).toBe(true)
  expect(await run('cards', 'void', 'Lina Roux')).toMatch(/^0 cards voided, 0 devices/)
})

test('what cannot be done is said in a sentence, and nothing is written', async () => {
  const lines = (await audit()).length
  expect(await wrong('cards', 'void', 'Personne Ici')).toBe('Nobody here is called “Personne Ici”.')
  for (const said of [
    [],
    ['cards'],
    ['cards', 'print'],
    ['school', 'show', 'all'],
    ['backup'],
    ['erase', 'everything'],
  ])
    expect(await wrong(...said)).toMatch(/^npm run admin -- COMMAND\n.*school show.*\n.*cards print <name>/)
  await served.parts.storage.write((job) =>
    job.addAccount({ id: 'twin', role: 'guardian', name: 'Lina Roux', school: '0750001U' }),
  )
  expect(await wrong('cards', 'print', 'Lina Roux')).toMatch(
    /Several people are called “Lina Roux”[^]*twin {2}guardian/,
  )
  expect(await run('cards', 'print', 'twin')).toMatch(/^Lina Roux\n/)
  expect((await audit()).length).toBe(lines + 1)
  const nowhere = join(served.ground.folder, 'nowhere')
  await expect(operate(['school', 'show'], { CARTABLE_DATA: nowhere })).rejects.toThrow(
    /^There is no school in .*nowhere/,
  )
  await expect(stat(nowhere)).rejects.toThrow('ENOENT')
})

test('the school is shown: people, classes, cards, room', async () => {
  await served.signIn(served.ground.people.lina)
  await run('cards', 'void', 'Claire Roux')
  expect(await run('school', 'show')).toMatch(
    new RegExp(
      [
        '^Collège des Tilleuls \\(0750001U\\): 3 pupils, 1 guardian, 2 teachers, 1 staff',
        ' {2}6e A: 2 pupils; Anne Morel',
        ' {2}6e B: 1 pupil; Karim Benali',
        '6 cards in use, 1 void; 1 device signed in',
        'sqlite, \\d\\.\\d MB, in .*$',
      ].join('\n'),
    ),
  )
})

/** The command as an operator starts it, in a process of its own. */
async function runApart(...said: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const environment = { ...process.env, CARTABLE_DATA: served.ground.folder }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...said], { env: environment })
  const heard = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (heard.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (heard.err += chunk.toString()))
  await once(child, 'close')
  return { code: child.exitCode, ...heard }
}

test('a copy is whole while the school goes on writing, and begins another life when it is put back', async () => {
  const feed = feeds.desk(served.ground.people.sixA.id)
  const place = await mkdtemp(join(served.ground.folder, 'backup-'))
  const file = join(place, 'school.sqlite')
  const write = (id: string) =>
    served.parts.storage.write((job) => job.put([{ feed, kind: 'pupil', id, body: { name: id } }], 1))
  await served.parts.storage.write((job) => job.setMeta('epoch', 'one'))
  await write('before')
  const copying = runApart('backup', file)
  const state = { copied: false, written: 0 }
  void copying.finally(() => (state.copied = true))
  while (!state.copied) {
    await write(`during${state.written++}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  expect(await copying).toMatchObject({ code: 0, err: '', out: expect.stringContaining(file) as string })
  await write('after')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const copy = await openSqlite(place)
  const records = await copy.read((view) => view.recordsAfter(feed, 0, 1_000_000))
  const ids = records.map(({ id }) => id).filter((id) => /^(before|during|after)/.test(id))
  expect(ids, 'everything up to one moment, and nothing of what came after').toEqual([
    'before',
    ...Array.from({ length: ids.length - 1 }, (_, nth) => `during${nth}`),
  ])
  expect((await copy.read((view) => view.feed(feed)))?.head).toBe(records.at(-1)?.seq)
  expect(await copy.read((view) => view.meta('epoch'))).toBeUndefined()
  expect((await copy.read((view) => view.audit(1)))[0]).toMatchObject({ what: 'backup', about: 'school.sqlite' })
  await copy.close()
  expect(await served.parts.storage.read((view) => view.meta('epoch')), 'and this one lives on').toBe('one')
  expect(await served.parts.storage.changedElsewhere()).toBe(true)
  const again = await runApart('backup', file)
  expect([again.code, again.err]).toEqual([1, `${file} is there already: name another file.\n`])
})
