import { Mistake } from '../config.ts'
import { operate } from './operate.ts'

/**
 * The operator's commands: `npm run admin -- …`. They write to the storage of the data folder (`CARTABLE_DATA`), whether the server runs or not; a running
 * server takes up what they wrote within two seconds (`sync/others.ts`), and a voided card lets nobody in from the same moment.
 */
try {
  process.stdout.write(`${await operate(process.argv.slice(2), process.env)}\n`)
} catch (error) {
  if (!(error instanceof Mistake)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
