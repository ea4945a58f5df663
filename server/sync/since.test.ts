import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FeedName, FeedRecord, Write } from '../../src/domain/records.ts'
import { feeds } from '../../src/domain/records.ts'
import { PAGE_RECORDS, type TurnAnswer } from '../../src/protocol/turn.ts'
import type { Member } from '../content/roster.ts'
import type { Storage } from '../storage/storage.ts'
import { announce } from './announce.ts'
import { openGround, type Ground } from '../ground.ts'
import { createHeads, readKnown } from './heads.ts'
import { since } from './since.ts'
import { takeTurn } from './turn.ts'

let ground: Ground
let touched = 0

/** Counts whatever is asked of the storage. */
function counted(storage: Storage): Storage {
  return {
    ...storage,
    read: (query) => {
      touched += 1
      return storage.read(query)
    },
    write: (job) => {
      touched += 1
      return storage.write(job)
    },
  }
}

beforeEach(async () => {
  ground = await openGround(counted)
})
afterEach(() => ground.close())

/** The cursors of a device that has everything. */
function upToDate(who: Member): Record<FeedName, number> {
  const { heads } = ground.parts
  return Object.fromEntries([feeds.public, ...ground.actor(who).feeds].map((feed) => [feed, heads.head(feed)]))
}

const poll = (who: Member, cursors: Record<FeedName, number>, epoch: string | null = 'one') =>
  takeTurn(
    ground.parts,
    { actor: ground.actor(who), device: 'd1' },
    { protocol: 1, device: 'd1', epoch, cursors, mutations: [] },
  )

async function put(writes: Write[]): Promise<void> {
  await announce(ground.parts, await ground.parts.storage.write((job) => job.put(writes, ground.parts.clock())))
}

const pupils = (count: number, weight = 1): Write[] =>
  Array.from({ length: count }, (_, at) => ({
    feed: feeds.desk(ground.people.sixA.id),
    kind: 'pupil',
    id: `new${at}`,
    body: { name: 'x'.repeat(weight) },
  }))

/** Follows one private feed page by page, as a device does. */
async function followed(feed: FeedName, from = 0): Promise<{ pages: FeedRecord[][]; cursor: number }> {
  const pages: FeedRecord[][] = []
  let cursor = from
  for (let more = true; more;) {
    const news = await since(ground.parts, ground.actor(ground.people.anne), {
      ...upToDate(ground.people.anne),
      [feed]: cursor,
    })
    const [page] = news.feeds
    if (!page) break
    pages.push(page.records)
    expect(page.upTo).toBeGreaterThan(cursor)
    cursor = page.upTo
    more = page.more
  }
  return { pages, cursor }
}

test('a poll that has nothing to learn does not touch the storage', async () => {
  const cursors = upToDate(ground.people.lina)
  touched = 0
  for (let at = 0; at < 50; at++) expect(await poll(ground.people.lina, cursors)).toBe('nothing')
  expect(touched).toBe(0)
  await put([{ feed: feeds.pupil(ground.people.lina.id), kind: 'pupil', id: 'x', body: { name: 'x' } }])
  touched = 0
  expect(await poll(ground.people.lina, cursors), 'and the count can count').not.toBe('nothing')
  expect(touched).toBe(1)
})

test('what moves elsewhere is not asked for: only the feeds of the account', async () => {
  const cursors = upToDate(ground.people.sami)
  await put(pupils(3))
  touched = 0
  expect(await poll(ground.people.sami, cursors)).toBe('nothing')
  expect(touched).toBe(0)
})

test('a new device gets an answer even when there is nothing, and then everything it may read', async () => {
  const { lina, sixA } = ground.people
  const first = (await poll(lina, {}, null)) as TurnAnswer
  expect(first).toMatchObject({ epoch: 'one', now: ground.parts.clock(), left: [], outcomes: [] })
  expect(first.feeds.map(({ feed, upTo, more }) => [feed, upTo, more])).toEqual([
    [feeds.account(lina.id), 3, false],
    // Nothing is in it, which a device that held something of it before a restore must learn.
    [feeds.pupil(lina.id), 0, false],
  ])
  expect(first.feeds[0]?.records.map(({ kind }) => kind)).toEqual(['person', 'access', 'access'])
  expect(first.moved).toEqual([{ feed: feeds.class(sixA.id), head: 1 }])
  expect(await poll(lina, upToDate(lina), null)).toMatchObject({ epoch: 'one', feeds: [], moved: [] })
})

test('a long feed comes in pages, in the order of its numbers, each record once', async () => {
  const feed = feeds.desk(ground.people.sixA.id)
  await put(pupils(2 * PAGE_RECORDS + 30))
  const { pages, cursor } = await followed(feed)
  expect(pages.map(({ length }) => length)).toEqual([PAGE_RECORDS, PAGE_RECORDS, 32])
  const numbers = pages.flat().map(({ seq }) => seq)
  expect(numbers).toEqual(Array.from({ length: 2 * PAGE_RECORDS + 32 }, (_, at) => at + 1))
  expect(cursor).toBe(ground.parts.heads.head(feed))
})

test('a feed that fits exactly in a page says that there is no more', async () => {
  const feed = feeds.desk(ground.people.sixA.id)
  await put(pupils(PAGE_RECORDS - 2))
  expect((await followed(feed)).pages.map(({ length }) => length)).toEqual([PAGE_RECORDS])
  await put(pupils(1, 2))
  expect((await followed(feed)).pages.map(({ length }) => length)).toEqual([PAGE_RECORDS])
  expect((await followed(feed)).cursor).toBe(ground.parts.heads.head(feed))
})

test('heavy records make short pages, and one that is too heavy for any still comes', async () => {
  const feed = feeds.desk(ground.people.sixA.id)
  const from = ground.parts.heads.head(feed)
  await put([...pupils(7, 60_000), ...pupils(1, 300_000).map((write) => ({ ...write, id: 'heavy' }))])
  const { pages, cursor } = await followed(feed, from)
  expect(pages.map(({ length }) => length)).toEqual([3, 3, 1, 1])
  expect(pages.flat().at(-1)?.id).toBe('heavy')
  for (const page of pages.slice(0, -1)) expect(JSON.stringify(page).length).toBeLessThanOrEqual(200_100)
  expect(cursor).toBe(ground.parts.heads.head(feed))
})

test('a record that changes while a device pages is not lost', async () => {
  const feed = feeds.desk(ground.people.sixA.id)
  await put(pupils(PAGE_RECORDS + 50))
  const cursors = { ...upToDate(ground.people.anne), [feed]: 0 }
  const first = await since(ground.parts, ground.actor(ground.people.anne), cursors)
  await put(pupils(1, 5))
  const { pages } = await followed(feed, first.feeds[0]?.upTo)
  const last = new Map([...(first.feeds[0]?.records ?? []), ...pages.flat()].map(({ id, body }) => [id, body]))
  expect(last.get('new0')).toEqual({ name: 'xxxxx' })
  expect(last.size).toBe(PAGE_RECORDS + 52)
})

test('a cursor ahead of its feed, after a restore, is harmless', async () => {
  const { lina, sixA } = ground.people
  const cursors = upToDate(lina)
  cursors[feeds.account(lina.id)] = 999
  cursors[feeds.pupil(lina.id)] = 999
  expect(await poll(lina, cursors)).toBe('nothing')
  cursors[feeds.class(sixA.id)] = 999
  expect(await poll(lina, cursors), 'a shared feed is read again from its files').toMatchObject({
    feeds: [],
    moved: [{ feed: feeds.class(sixA.id), head: 1 }],
  })
})

test('a feed that is no longer, or never was, readable is named as left', async () => {
  const { lina, sixA, sixB } = ground.people
  const cursors = { ...upToDate(lina), [feeds.desk(sixA.id)]: 0, [feeds.class(sixB.id)]: 3 }
  const answer = (await poll(lina, cursors)) as TurnAnswer
  expect(answer.left).toEqual([feeds.desk(sixA.id), feeds.class(sixB.id)])
  expect([answer.feeds, answer.moved]).toEqual([[], []])
  const known = await ground.parts.storage.read(readKnown)
  const grants = known.grants.filter(({ account, feed }) => account !== lina.id || feed !== feeds.class(sixA.id))
  ground.parts.heads.renew({ ...known, grants })
  expect(await poll(lina, upToDateWith(lina, feeds.class(sixA.id)))).toMatchObject({ left: [feeds.class(sixA.id)] })
})

const upToDateWith = (who: Member, feed: FeedName) => ({ ...upToDate(who), [feed]: ground.parts.heads.head(feed) })

test('another life of the database: nothing is taken, nothing is told but its name', async () => {
  const { anne, sixA } = ground.people
  const setting = ground.hand({ kind: 'withdrawPack', classId: sixA.id, packId: 'p1' })
  const request = {
    protocol: 1,
    device: 'd1',
    epoch: 'before',
    cursors: { [feeds.desk('gone')]: 4 },
    mutations: [setting],
  }
  expect(await takeTurn(ground.parts, { actor: ground.actor(anne), device: 'd1' }, request)).toEqual({
    protocol: 1,
    epoch: 'one',
    now: ground.parts.clock(),
    outcomes: [],
    feeds: [],
    moved: [],
    left: [],
  })
  expect(await ground.parts.storage.read((view) => view.outcome(setting.id))).toBeUndefined()
})

test('after a start the heads are where they were', async () => {
  const { anne, lina } = ground.people
  await put(pupils(4))
  const again = await createHeads(ground.parts.storage)
  for (const feed of [...ground.actor(anne).feeds, ...ground.actor(lina).feeds])
    expect(again.head(feed)).toBe(ground.parts.heads.head(feed))
  expect(again.actor(lina.id)).toEqual(ground.actor(lina))
})
