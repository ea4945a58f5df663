import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from '../tables.ts'

/** A device that its owner signed out from another one is lost; one that signed out by itself only left, and what it sealed before still counts. */
export const lost: Migration = {
  async up(anyDb: Kysely<unknown>) {
    await anyDb.$extendTables<Tables>().schema.alterTable('devices').addColumn('lost_at', 'bigint').execute()
  },
}
