import type { Actor } from '../../src/domain/access.ts'
import { feeds, isShared, type FeedName, type FeedRecord } from '../../src/domain/records.ts'
import { PAGE_RECORDS, type FeedPage, type TurnAnswer } from '../../src/protocol/turn.ts'
import type { SyncParts } from './parts.ts'

type Cursors = Readonly<Record<FeedName, number>>
export type News = Pick<TurnAnswer, 'feeds' | 'moved' | 'left'>

/** A page ends before it weighs more than this, in characters of JSON. */
const PAGE_CHARACTERS = 200_000

/** What changed after these cursors. When nothing did, only memory is looked at. */
export async function since(
  { heads, storage }: Pick<SyncParts, 'heads' | 'storage'>,
  actor: Actor,
  cursors: Cursors,
): Promise<News> {
  const news: News = { feeds: [], moved: [], left: [] }
  for (const feed of Object.keys(cursors)) if (feed !== feeds.public && !actor.feeds.has(feed)) news.left.push(feed)
  for (const feed of [feeds.public, ...actor.feeds]) {
    const cursor = cursors[feed] ?? 0
    const head = heads.head(feed)
    if (head === 0 && cursors[feed] === undefined && !isShared(feed)) news.feeds.push(empty(feed))
    if (head === cursor) continue
    if (isShared(feed)) news.moved.push({ feed, head })
    else if (head > cursor) news.feeds.push(await pageOf(storage, feed, cursor, head))
  }
  return news
}

/** Said once to whoever never read the feed: after a restore a device learns that what it holds of it is not there any more. */
function empty(feed: FeedName): FeedPage {
  return { feed, upTo: 0, more: false, records: [] }
}

async function pageOf(storage: SyncParts['storage'], feed: FeedName, cursor: number, head: number): Promise<FeedPage> {
  const found = await storage.read((view) => view.recordsAfter(feed, cursor, PAGE_RECORDS + 1))
  const records = lightEnough(found.slice(0, PAGE_RECORDS))
  const more = records.length < found.length
  const last = records.at(-1)?.seq ?? cursor
  return { feed, upTo: more ? last : Math.max(head, last), more, records }
}

/** The first records that fit in a page: at least one, however heavy. */
function lightEnough(records: FeedRecord[]): FeedRecord[] {
  let weight = 0
  const end = records.findIndex((record) => (weight += JSON.stringify(record).length) > PAGE_CHARACTERS)
  return end === -1 ? records : records.slice(0, Math.max(1, end))
}
