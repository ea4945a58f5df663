import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { first } from './migrations/first.ts'
import { lost } from './migrations/lost.ts'
import { received } from './migrations/received.ts'
import type { Tables } from './tables.ts'

const MIGRATIONS = { '0001-first': first, '0002-lost': lost, '0003-received': received }

/** Brings the tables to this build's shape. Throws what stopped it; nothing is half migrated. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('The tables could not be migrated', { cause: error })
}
