import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../device/hash.ts'
import { openProfile } from '../db/profile.ts'
import { readFeed, type FeedReading } from './feeds.ts'

let profiles = 0

/** A feed of one sealed record, whose file comes `broken` so many times first. `asked`: whether each was asked for past every cache. */
async function reading(broken: number) {
  const whole = new TextEncoder().encode(
    JSON.stringify({ records: [{ kind: 'note', id: 'x', seq: 1, at: 1, body: {} }] }),
  )
  const head = {
    ...{ epoch: 'one', head: 1, floor: 0, snapshot: null, tail: [] },
    segments: [{ from: 1, to: 1, sha256: await sha256(whole) }],
  }
  const asked: boolean[] = []
  let now = 0
  const http: FeedReading['http'] = {
    head: () => Promise.resolve(head),
    feedFile(_cap, _name, anew) {
      asked.push(anew)
      return Promise.resolve(asked.length > broken ? whole : whole.slice(0, 9))
    },
  }
  const db = openProfile(`feeds${profiles++}`)
  return {
    db,
    asked,
    read: () => readFeed({ db, http, now: () => now }, 'class:c1', 'cap'),
    wait: (ms: number) => (now += ms),
  }
}

describe('a file of a feed that does not fit its name', () => {
  it('is asked for once more, past every cache', async () => {
    const { db, asked, read } = await reading(1)
    expect(await read()).toBe('read')
    expect(asked).toEqual([false, true])
    expect(await db.records.count()).toBe(1)
  })

  it('is left alone for half an hour after that, then tried again', async () => {
    const { db, asked, read, wait } = await reading(2)
    expect(await read()).toBe('damaged')
    expect(await read()).toBe('damaged')
    expect(asked).toHaveLength(2)
    wait(31 * 60_000)
    expect(await read()).toBe('read')
    expect(await db.records.count()).toBe(1)
    expect(await read()).toBe('same')
  })
})
