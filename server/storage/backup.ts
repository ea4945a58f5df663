import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Copies `<folder>/school.sqlite` as it is at one moment to `file`, whole or not at all, while the server goes on writing. The copy has no epoch: put back,
 * it begins another life, and devices bring again what it does not have.
 */
export async function backUpSqlite(folder: string, file: string): Promise<void> {
  const draft = `${file}.part`
  await rm(draft, { force: true })
  // Made first, so that nobody else on the machine reads it.
  await writeFile(draft, '', { mode: 0o600 })
  try {
    const school = new DatabaseSync(join(folder, 'school.sqlite'), { readOnly: true, timeout: 5000 })
    school.prepare('VACUUM INTO ?').run(draft)
    school.close()
    const copy = new DatabaseSync(draft)
    copy.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; DELETE FROM meta WHERE name = 'epoch'")
    copy.close()
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
