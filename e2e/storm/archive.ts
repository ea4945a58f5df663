import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import * as v from 'valibot'
import type { FeedName, FeedRecord } from '../../src/domain/records.ts'
import { Outcome } from '../../src/protocol/outcome.ts'
import type { Schoolhouse } from './schoolhouse.ts'

const Row = v.object({ id: v.string(), account: v.string(), outcome: v.pipe(v.string(), v.parseJson(), Outcome) })

/** What the school answered to each mutation, in the order in which it did. */
export function readOutcomes({ data }: Schoolhouse): v.InferOutput<typeof Row>[] {
  const database = new DatabaseSync(join(data, 'school.sqlite'), { readOnly: true })
  try {
    return v.parse(v.array(Row), database.prepare('select id, account, outcome from outcomes order by rowid').all())
  } finally {
    database.close()
  }
}

/** The records of every feed as the database has them. */
export function readFeeds({ storage }: Schoolhouse): Promise<Map<FeedName, FeedRecord[]>> {
  return storage.read(async (view) => {
    const found = new Map<FeedName, FeedRecord[]>()
    for (const { feed } of await view.feeds()) found.set(feed, await view.recordsAfter(feed, 0, 1_000_000))
    return found
  })
}
