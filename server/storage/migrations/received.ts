import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../tables.ts'

/** A school that was put back to an older copy waits again for photos that it had: its receipt of before says since when. */
export const received: Migration = {
  async up(anyDb: Kysely<unknown>) {
    await anyDb.$extendTables<Tables>().schema.alterTable('awaited').addColumn('received_at', 'bigint').execute()
  },
}
