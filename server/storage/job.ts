import type { Kysely } from 'kysely'
import { createHot } from './hot.ts'
import type { Placed } from '../../src/protocol/outcome.ts'
import type { Job } from './storage.ts'
import type { Tables } from './tables.ts'
import { createView } from './view.ts'

/** Writing, over the connection that holds the transaction. */
export function createJob(db: Kysely<Tables>): Job {
  const hot = createHot(db)
  return {
    ...createView(db),
    async setMeta(name, value) {
      await db
        .insertInto('meta')
        .values({ name, value })
        .onConflict((c) => c.column('name').doUpdateSet({ value }))
        .execute()
    },
    async addAccount(account) {
      await db.insertInto('accounts').values(account).execute()
    },
    async addCard({ hash, account, createdAt, voidedAt }) {
      await db.insertInto('cards').values({ hash, account, created_at: createdAt, voided_at: voidedAt }).execute()
    },
    async voidCard(hash, at) {
      await db
        .updateTable('cards')
        .set({ voided_at: at })
        .where('hash', '=', hash)
        .where('voided_at', 'is', null)
        .execute()
    },
    async putDevice({ id, account, key, label, card, enrolledAt, withdrawnAt, lostAt }) {
      const times = { enrolled_at: enrolledAt, withdrawn_at: withdrawnAt, lost_at: lostAt }
      const row = { account, key: JSON.stringify(key), label, card, ...times }
      await db
        .insertInto('devices')
        .values({ id, ...row })
        .onConflict((c) => c.column('id').doUpdateSet(row).where('devices.account', '=', account))
        .execute()
    },
    async putSession({ hash, profile, account, device, createdAt, expiresAt }) {
      const row = { profile, account, device, created_at: createdAt, expires_at: expiresAt }
      await db
        .insertInto('sessions')
        .values({ hash, ...row })
        .onConflict((c) => c.column('hash').doUpdateSet(row))
        .execute()
    },
    async dropSession(hash) {
      await db.deleteFrom('sessions').where('hash', '=', hash).execute()
    },
    async dropSessionsOf(device) {
      await db.deleteFrom('sessions').where('device', '=', device).execute()
    },
    async openFeed(feed, cap) {
      await db
        .insertInto('feeds')
        .values({ feed, head: 0, cap })
        .onConflict((c) => c.column('feed').doNothing())
        .execute()
    },
    async grant(account, feed) {
      await db
        .insertInto('grants')
        .values({ account, feed })
        .onConflict((c) => c.columns(['account', 'feed']).doNothing())
        .execute()
    },
    async revoke(account, feed) {
      await db.deleteFrom('grants').where('account', '=', account).where('feed', '=', feed).execute()
    },
    async put(writes, at) {
      const placed: Placed[] = []
      for (const { feed, kind, id, body } of writes) {
        const [next] = await hot.nextSeq([1, feed])
        if (next === undefined) throw new Error(`There is no feed ${feed}`)
        await hot.putRecord([feed, kind, id, next.head, at, body === null ? null : JSON.stringify(body)])
        placed.push({ feed, kind, id, seq: next.head, at, body })
      }
      return placed
    },
    async storeOutcome({ id, account, device, contentHash, outcome, at }) {
      await hot.storeOutcome([id, account, device, contentHash, JSON.stringify(outcome), at])
    },
    async putFile({ sha256, bytes, type, shared, feeds }) {
      const add = db.insertInto('files').values({ sha256, bytes, type, shared: shared ? 1 : 0 })
      await add
        .onConflict((c) => (shared ? c.column('sha256').doUpdateSet({ shared: 1 }) : c.column('sha256').doNothing()))
        .execute()
      for (const feed of feeds)
        await db
          .insertInto('file_feeds')
          .values({ sha256, feed })
          .onConflict((c) => c.columns(['sha256', 'feed']).doNothing())
          .execute()
    },
    async await({ submissionId, account, files, feeds, receivedAt = null }) {
      const lists = { files: JSON.stringify(files), feeds: JSON.stringify(feeds) }
      const row = { submission_id: submissionId, account, ...lists, received_at: receivedAt }
      await db.insertInto('awaited').values(row).execute()
    },
    async arrived(submissionId) {
      await db.deleteFrom('awaited').where('submission_id', '=', submissionId).execute()
    },
    async note(entry) {
      await db.insertInto('audit').values(entry).execute()
    },
  }
}
