import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Real course files that nobody on this project wrote; they are no part of it. `CARTABLE_FIXTURES` says where they are. */
const folder = process.env['CARTABLE_FIXTURES'] ?? join(import.meta.dirname, '..', '..', 'shared', 'fixtures')

/** The path of a fixture, or undefined on a machine without them. */
export function fixture(...path: string[]): string | undefined {
  const found = join(folder, ...path)
  return existsSync(found) ? found : undefined
}

/** Every file of a fixture's folder, folders inside included. */
export function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** The path of a file of the demonstration: of this project, always there. */
export function demonstration(name: string): string {
  return join(import.meta.dirname, '..', 'server', 'content', 'demonstration', name)
}
