import { resolve } from 'node:path'
import { Mistake } from '../config.ts'
import { StorageBusy } from '../storage/failures.ts'
import { NoCopy, restoreSqlite } from '../storage/restore.ts'
import type { StoppedCommand } from './command.ts'

/** Puts a copy in the place of the database while the server is stopped. */
export const restore: StoppedCommand = {
  words: ['restore'],
  takes: '<file>',
  does: 'puts a copy in the place of the database; the server must be stopped',
  async runStopped({ data, now }, said) {
    const file = resolve(said)
    try {
      const before = await restoreSqlite(data, file, now)
      return [
        `The school in ${data} is the one of ${file}.`,
        ...(before === undefined ? [] : [`The one before is in ${before}.`]),
        'Start the server, then npm run admin -- verify. Devices bring again what the copy lacks.',
      ].join('\n')
    } catch (error) {
      if (error instanceof NoCopy) throw new Mistake(`${file} is no copy of a school: ${error.message}`)
      if (error instanceof StorageBusy) throw new Mistake('The server runs. Stop it first.')
      throw error
    }
  },
}
