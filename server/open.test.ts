import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bodyOf, feeds } from '../src/domain/records.ts'
import { Reader } from './feeds/reader.ts'
import { openSchool, type School } from './open.ts'
import { openSqlite } from './storage/sqlite.ts'

let data = ''
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'cartable-open-'))
})
afterEach(() => rm(data, { recursive: true, force: true }))

const dist = join(import.meta.dirname, '..', 'dist')
const open = (demonstration = true): Promise<School> =>
  openSchool({ port: 1, data, dist, url: 'https://ecole.example', demonstration }, pino({ level: 'silent' }))
const accounts = ({ parts }: School) => parts.storage.read((view) => view.accounts())
const tokens = async () => [...(await readFile(join(data, 'demo-cards.json'), 'utf8')).matchAll(/#[\w-]{22}/g)].join()

test('a demonstration is made once and whole, and its links lead to the school', async () => {
  const first = await open()
  const people = await accounts(first)
  expect(first.cards.length).toBe(people.length)
  for (const { url } of first.cards) expect(url).toMatch(/^https:\/\/ecole\.example\/card#/)
  expect(first.parts.secure).toBe(true)
  const records = await first.parts.storage.read(async (view) => {
    const desks = (await view.feeds()).filter(({ feed }) => feed.startsWith('desk:'))
    return (await Promise.all(desks.map(({ feed }) => view.recordsAfter(feed, 0, 10_000)))).flat()
  })
  const ids = (kind: string) => records.filter((record) => record.kind === kind).map(({ id }) => id)
  expect(ids('submission').length).toBeGreaterThan(20)
  expect(ids('receipt').sort(), 'photos included').toEqual(ids('submission').sort())
  await first.close()
  const again = await open()
  expect(again.cards).toEqual([])
  expect(await accounts(again)).toEqual(people)
  expect(again.parts.epoch).toBe(first.parts.epoch)
  // As when it had been stopped half-way: it is begun anew, with other secrets.
  const before = await tokens()
  await again.parts.storage.write((job) => job.setMeta('demonstration', 'begun'))
  await again.close()
  const anew = await open()
  expect(await tokens()).not.toBe(before)
  expect((await accounts(anew)).length).toBe(people.length)
  expect(await anew.parts.storage.read((view) => view.meta('demonstration'))).toBe('done')
  await anew.close()
}, 60_000)

test('nothing is made where there is a school already, nor when it is not wanted', async () => {
  const empty = await open(false)
  expect(await accounts(empty)).toEqual([])
  await empty.close()
  const storage = await openSqlite(data)
  const own = { id: 'a1', role: 'teacher' as const, name: 'Rose Vidal', school: '0340002B' }
  await storage.write((job) => job.addAccount(own))
  await storage.close()
  const school = await open()
  expect(await accounts(school)).toEqual([own])
  expect(school.cards).toEqual([])
  await school.close()
})

test('the handbook is public from the first start, and published again only when it changes', async () => {
  const first = await open(false)
  const reader = new Reader(join(data, 'feeds', 'public'))
  const head = await reader.follow()
  const kinds = new Set([...reader.alive().values()].map(({ kind }) => kind))
  expect(kinds).toEqual(new Set(['pack', 'seal', 'handbookPage']))
  for (const record of reader.alive().values()) {
    const pack = record.kind === 'pack' ? bodyOf('pack', record.body) : undefined
    for (const ref of pack ? [pack.manifest, pack.text] : [])
      expect((await readFile(join(data, 'files', `${ref.sha256}.json`))).length).toBe(ref.bytes)
  }
  await first.close()
  const again = await open(false)
  expect(again.parts.heads.head(feeds.public)).toBe(head.head)
  await again.close()
})
