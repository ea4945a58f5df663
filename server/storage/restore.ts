import { copyFile, chmod, link, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isThere, realDisk, syncFolder } from './disk.ts'
import { StorageBusy } from './failures.ts'

/** What was named is no copy of a school, or a damaged one. */
export class NoCopy extends Error {}

/**
 * Puts `file` in place of `<folder>/school.sqlite`, whole or not at all, and begins another life of the database. What was there stays beside it, and its
 * path is answered. Throws `NoCopy`, and `StorageBusy` when a server has the school open.
 */
export async function restoreSqlite(folder: string, file: string, now: number): Promise<string | undefined> {
  checkCopy(file)
  const place = join(folder, 'school.sqlite')
  const draft = `${place}.part`
  const there = await isThere(realDisk, place)
  if (there) takeAlone(place)
  try {
    await copyFile(file, draft)
    await chmod(draft, 0o600)
    const copy = new DatabaseSync(draft)
    copy.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; DELETE FROM meta WHERE name = 'epoch'")
    copy.close()
    const before = join(folder, `school-before-${new Date(now).toISOString().replace(/\W/g, '')}.sqlite`)
    // A second name, then one rename: there is a school at every moment.
    if (there) await link(place, before)
    await rename(draft, place)
    await syncFolder(realDisk, folder)
    return there ? before : undefined
  } finally {
    await rm(draft, { force: true })
  }
}

/** Throws where the file is not a whole database of a school. */
function checkCopy(file: string): void {
  let copy: DatabaseSync | undefined
  try {
    copy = new DatabaseSync(file, { readOnly: true })
    const faults = faultsIn(copy)
    if (faults.length > 0) throw new NoCopy(faults.join('; '))
    copy.prepare('SELECT count(*) FROM accounts, meta, records LIMIT 1').get()
  } catch (error) {
    if (error instanceof NoCopy) throw error
    throw new NoCopy(error instanceof Error ? error.message : 'it does not read', { cause: error })
  } finally {
    copy?.close()
  }
}

/** Ends the journal, which SQLite allows only to whoever has the database alone. */
function takeAlone(place: string): void {
  const database = new DatabaseSync(place, { timeout: 500 })
  try {
    const mode = database.prepare('PRAGMA journal_mode = DELETE').get()?.['journal_mode']
    if (mode !== 'delete') throw new StorageBusy('a server has it open')
  } catch (error) {
    if (error instanceof StorageBusy) throw error
    throw new StorageBusy('a server has it open', { cause: error })
  } finally {
    database.close()
  }
}

/** What SQLite finds wrong in the database of a folder that may be in use; nothing when it is sound. */
export function checkSqlite(folder: string): string[] {
  const database = new DatabaseSync(join(folder, 'school.sqlite'), { readOnly: true, timeout: 5000 })
  try {
    return faultsIn(database)
  } finally {
    database.close()
  }
}

function faultsIn(database: DatabaseSync): string[] {
  return database
    .prepare('PRAGMA integrity_check(20)')
    .all()
    .map((row) => String(row['integrity_check']))
    .filter((said) => said !== 'ok')
}
