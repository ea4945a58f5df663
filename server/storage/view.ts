import type { Kysely } from 'kysely'
import { createHot } from './hot.ts'
import { accountOf, awaitedOf, cardOf, deviceOf, feedOf, outcomeOf, recordOf, sessionOf, typeOf } from './rows.ts'
import type { View } from './storage.ts'
import type { Tables } from './tables.ts'

/** Reading, over any connection: the adapters differ in how they connect, not in what they ask. */
export function createView(db: Kysely<Tables>): View {
  const hot = createHot(db)
  const first = <T, U>(row: T | undefined, shape: (row: T) => U): U | undefined =>
    row === undefined ? undefined : shape(row)
  return {
    async meta(name) {
      return (await db.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst())?.value
    },
    async account(id) {
      return first(await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst(), accountOf)
    },
    async accounts() {
      return (await db.selectFrom('accounts').selectAll().orderBy('id').execute()).map(accountOf)
    },
    async card(hash) {
      return first(await db.selectFrom('cards').selectAll().where('hash', '=', hash).executeTakeFirst(), cardOf)
    },
    async cards() {
      return (await db.selectFrom('cards').selectAll().orderBy('created_at').execute()).map(cardOf)
    },
    async device(id) {
      return first(await db.selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirst(), deviceOf)
    },
    async devicesOf(account) {
      const rows = await db
        .selectFrom('devices')
        .selectAll()
        .where('account', '=', account)
        .orderBy('enrolled_at')
        .execute()
      return rows.map(deviceOf)
    },
    async sessions() {
      return (await db.selectFrom('sessions').selectAll().execute()).map(sessionOf)
    },
    grants: () => db.selectFrom('grants').selectAll().execute(),
    async grantsOf(account) {
      const rows = await db.selectFrom('grants').select('feed').where('account', '=', account).orderBy('feed').execute()
      return rows.map((row) => row.feed)
    },
    async feeds() {
      return (await db.selectFrom('feeds').selectAll().execute()).map(feedOf)
    },
    async feed(name) {
      return first(await db.selectFrom('feeds').selectAll().where('feed', '=', name).executeTakeFirst(), feedOf)
    },
    record: async (feed, kind, id) => first((await hot.record([feed, kind, id]))[0], recordOf),
    recordsAfter: async (feed, cursor, limit) => (await hot.recordsAfter([feed, cursor, limit])).map(recordOf),
    outcome: async (id) => first((await hot.outcome([id]))[0], outcomeOf),
    async file(sha256) {
      const row = await db.selectFrom('files').selectAll().where('sha256', '=', sha256).executeTakeFirst()
      if (row === undefined) return undefined
      const readers = await db
        .selectFrom('file_feeds')
        .select('feed')
        .where('sha256', '=', sha256)
        .orderBy('feed')
        .execute()
      return {
        sha256,
        bytes: row.bytes,
        type: typeOf(row),
        shared: row.shared === 1,
        feeds: readers.map((reader) => reader.feed),
      }
    },
    async filesAfter(sha256, limit) {
      const rows = await db
        .selectFrom('files')
        .selectAll()
        .where('sha256', '>', sha256)
        .orderBy('sha256')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ sha256: row.sha256, bytes: row.bytes, type: typeOf(row), shared: row.shared === 1 }))
    },
    async awaited(submissionId) {
      const row = await db
        .selectFrom('awaited')
        .selectAll()
        .where('submission_id', '=', submissionId)
        .executeTakeFirst()
      return first(row, awaitedOf)
    },
    async awaitedOf(account) {
      const rows = await db
        .selectFrom('awaited')
        .selectAll()
        .where('account', '=', account)
        .orderBy('submission_id')
        .execute()
      return rows.map(awaitedOf)
    },
    audit: (limit) => db.selectFrom('audit').selectAll().orderBy('at', 'desc').limit(limit).execute(),
  }
}
