import type { Id, Moment } from '../../src/domain/ids.ts'
import { bodyOf, feeds, type FeedName, type Write } from '../../src/domain/records.ts'
import type { Placed } from '../../src/protocol/outcome.ts'
import type { Account, Job } from './storage.ts'

const EVERYTHING = 1_000_000

/**
 * A pupil goes to another class, with the guardians who follow them there: what each may read changes, and their devices are told so. What was handed in
 * stays with the class that asked for it, and with the pupil. Throws where there is no such class; changes nothing for who is in it already.
 */
export async function movePupil(job: Job, pupil: Account, classId: Id, at: Moment): Promise<Placed[]> {
  const to = feeds.class(classId)
  const cap = (await job.feed(to))?.cap
  if (cap == null) throw new Error(`there is no class ${classId}`)
  const own = (await job.grantsOf(pupil.id)).filter(isClass)
  const left = own.filter((feed) => feed !== to)
  if (left.length === 0 && own.length > 0) return []
  const writes: Write[] = [
    ...left.map((feed): Write => ({ feed: deskOf(feed), kind: 'pupil', id: pupil.id, body: null })),
    { feed: deskOf(to), kind: 'pupil', id: pupil.id, body: { name: pupil.name } },
    ...(await changeAccess(job, pupil.id, left, { feed: to, cap })),
  ]
  for (const guardian of await guardiansOf(job, pupil.id)) {
    const { child, others } = await childrenOf(job, guardian, pupil.id)
    const unread = left.filter((feed) => !others.includes(feed))
    writes.push(...(await changeAccess(job, guardian, unread, { feed: to, cap })))
    if (child) writes.push({ feed: feeds.account(guardian), kind: 'child', id: pupil.id, body: { ...child, classId } })
  }
  return job.put(writes, at)
}

const isClass = (feed: FeedName) => feed.startsWith('class:')
const deskOf = (feed: FeedName) => feeds.desk(feed.slice('class:'.length))

/** Takes feeds away from an account and gives it one; answers what its own feed then says. */
async function changeAccess(
  job: Job,
  account: Id,
  left: readonly FeedName[],
  { feed: to, cap }: { feed: FeedName; cap: string },
): Promise<Write[]> {
  for (const feed of left) await job.revoke(account, feed)
  await job.grant(account, to)
  const own = feeds.account(account)
  return [
    ...left.map((feed): Write => ({ feed: own, kind: 'access', id: feed, body: null })),
    { feed: own, kind: 'access', id: to, body: { cap } },
  ]
}

async function guardiansOf(job: Job, pupil: Id): Promise<Id[]> {
  const readers = (await job.grants()).filter(({ feed }) => feed === feeds.family(pupil))
  return readers.map(({ account }) => account)
}

/** What a guardian's own feed says of this child, and the classes that their other children are in. */
async function childrenOf(job: Job, guardian: Id, pupil: Id) {
  const records = await job.recordsAfter(feeds.account(guardian), 0, EVERYTHING)
  const children = records.filter(({ kind }) => kind === 'child')
  const bodyIn = (id: Id) => bodyOf('child', children.find((record) => record.id === id)?.body)
  const others = children.flatMap(({ id }) => (id === pupil ? [] : (bodyIn(id)?.classId ?? [])))
  return { child: bodyIn(pupil), others: others.map(feeds.class) }
}
