import { basename, resolve } from 'node:path'
import { Mistake } from '../config.ts'
import { backUpSqlite } from '../storage/backup.ts'
import { isThere, realDisk } from '../storage/disk.ts'
import type { Command } from './command.ts'
import { OPERATOR } from './operator.ts'

/** The database as it is at one moment; the server may go on meanwhile. */
export const backUp: Command = {
  words: ['backup'],
  takes: '<file>',
  does: 'copies the database as it is now into a new file',
  async run({ storage, data, now }, said) {
    const file = resolve(said)
    if (await isThere(realDisk, file)) throw new Mistake(`${file} is there already: name another file.`)
    await storage.write((job) => job.note({ at: now, actor: OPERATOR, what: 'backup', about: basename(file) }))
    await backUpSqlite(data, file)
    return [
      `The database is in ${file}.`,
      `The files are kept by what they hold and never change: copy ${data}/private and ${data}/claims after it, as they are.`,
      `To go back: stop the server, then npm run admin -- restore ${file}`,
    ].join('\n')
  },
}
