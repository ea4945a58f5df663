import { Kysely, SqliteDialect } from 'kysely'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StorageBroken, StorageBusy, StorageFull, type Illness } from './failures.ts'
import { createJob } from './job.ts'
import { migrate } from './migrate.ts'
import { asKyselyDatabase } from './nodeSqlite.ts'
import type { Storage } from './storage.ts'
import type { Tables } from './tables.ts'
import { createView } from './view.ts'
import { createWindow } from './window.ts'

/** SQLite's primary result codes that have a name of ours. */
const BUSY = new Set([5, 6])
const FULL = new Set([13])
const ILL: ReadonlyMap<number, Illness> = new Map([
  [8, 'readOnly'],
  [10, 'failing'],
  [11, 'damaged'],
  [14, 'failing'],
  [26, 'damaged'],
])

function named(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error
  const primary = error.errcode & 0xff
  if (FULL.has(primary)) return new StorageFull(error.message, { cause: error })
  if (BUSY.has(primary)) return new StorageBusy(error.message, { cause: error })
  const illness = ILL.get(primary)
  return illness === undefined ? error : new StorageBroken(illness, error.message, { cause: error })
}

function connect(file: string, readOnly: boolean): { database: DatabaseSync; db: Kysely<Tables> } {
  const database = new DatabaseSync(file, { readOnly, timeout: 5000 })
  database.exec('PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536')
  if (!readOnly) database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  return { database, db: new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyDatabase(database) }) }) }
}

async function connectMigrated(file: string): Promise<ReturnType<typeof connect>> {
  try {
    const writing = connect(file, false)
    await migrate(writing.db)
    return writing
  } catch (error) {
    throw named(error)
  }
}

/** Opens, and makes or migrates if needed, `<folder>/school.sqlite`. `maxPages` bounds its size, for tests of a full disk. */
export async function openSqlite(folder: string, maxPages?: number): Promise<Storage> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'school.sqlite')
  // Made before SQLite makes it, so that nobody else on the machine may read it; what lies beside it takes its mode.
  closeSync(openSync(file, 'a', 0o600))
  const writing = await connectMigrated(file)
  if (maxPages !== undefined) writing.database.exec(`PRAGMA max_page_count = ${maxPages}`)
  const reading = connect(file, true)
  const view = createView(reading.db)
  const job = createJob(writing.db)
  const run = (sql: string) => () => writing.database.exec(sql)
  const window = createWindow({
    begin: run('BEGIN IMMEDIATE'),
    savepoint: run('SAVEPOINT job'),
    release: run('RELEASE job'),
    rollbackTo: run('ROLLBACK TO job'),
    commit: run('COMMIT'),
    rollback: run('ROLLBACK'),
    standing: () => writing.database.isOpen && writing.database.isTransaction,
  })
  const version = writing.database.prepare('PRAGMA data_version')
  const versionNow = () => version.get()?.['data_version']
  let seen = versionNow()
  const orNamed = (error: unknown): never => {
    throw named(error)
  }
  return {
    name: 'sqlite',
    read: (query) => query(view).catch(orNamed),
    write: (work) => window.add(() => work(job)).catch(orNamed),
    changedElsewhere() {
      const before = seen
      seen = versionNow()
      return Promise.resolve(seen !== before)
    },
    async close() {
      await window.drained()
      for (const { db, database } of [reading, writing]) {
        await db.destroy()
        // A connection that was never used is not Kysely's to close yet.
        if (database.isOpen) database.close()
      }
    },
  }
}
