import { join } from 'node:path'
import { Mistake, readConfig } from '../config.ts'
import { isThere, realDisk } from '../storage/disk.ts'
import { StorageBusy } from '../storage/failures.ts'
import { openSqlite } from '../storage/sqlite.ts'
import { backUp } from './backup.ts'
import { printCard, voidCards } from './cards.ts'
import type { Command, StoppedCommand } from './command.ts'
import { move } from './move.ts'
import { restore } from './restore.ts'
import { showSchool } from './school.ts'
import { verify } from './verify.ts'

const COMMANDS: readonly (Command | StoppedCommand)[] = [
  showSchool,
  printCard,
  voidCards,
  move,
  backUp,
  restore,
  verify,
]

/** Does what the words of an operator ask, and answers what to tell them. Throws a `Mistake` when they ask for nothing that is known. */
export async function operate(
  said: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const command = COMMANDS.find(({ words }) => words.every((word, at) => said[at] === word))
  const rest = said.slice(command?.words.length).join(' ').trim()
  if (!command || (rest === '') !== (command.takes === undefined)) throw new Mistake(help())
  const place = { ...readConfig(environment), now: Date.now() }
  const { data } = place
  if ('runStopped' in command) return command.runStopped(place, rest)
  if (!(await isThere(realDisk, join(data, 'school.sqlite'))))
    throw new Mistake(`There is no school in ${data}. Start the server once, or say where it is: CARTABLE_DATA=…`)
  const storage = await openSqlite(data)
  try {
    return await command.run({ ...place, storage }, rest)
  } catch (error) {
    if (error instanceof StorageBusy) throw new Mistake('The school is busy writing. Try again in a moment.')
    throw error
  } finally {
    await storage.close()
  }
}

function help(): string {
  const names = COMMANDS.map(({ words, takes = '' }) => `${words.join(' ')} ${takes}`.trim())
  const width = Math.max(...names.map((name) => name.length))
  const lines = COMMANDS.map(({ does }, at) => `  ${(names[at] ?? '').padEnd(width)}  ${does}`)
  return `npm run admin -- COMMAND\n${lines.join('\n')}`
}
