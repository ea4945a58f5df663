import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Role } from '../../src/domain/people.ts'
import { bodyOf, feeds } from '../../src/domain/records.ts'
import type { Account, View } from '../storage/storage.ts'
import type { Command } from './command.ts'
import { counted } from './counted.ts'

const EVERYTHING = 1_000_000

/** Who is here, in which classes, with how many cards and devices. */
export const showSchool: Command = {
  words: ['school', 'show'],
  does: 'says who is here, in which classes, and how much room the school takes',
  async run({ storage, data }) {
    const { size } = await stat(join(data, 'school.sqlite'))
    return storage.read(async (view) => {
      const accounts = await view.accounts()
      const schools = Map.groupBy(accounts, ({ school }) => school)
      const blocks = await Promise.all([...schools].map(([uai, people]) => block(view, uai, people)))
      const cards = await view.cards()
      const live = cards.filter(({ voidedAt }) => voidedAt === null).length
      const sessions = (await view.sessions()).length
      return [
        ...(blocks.length === 0 ? ['Nobody is here yet.'] : blocks),
        ...(await classLines(view)),
        `${counted(live, 'card')} in use, ${cards.length - live} void; ${counted(sessions, 'device')} signed in`,
        `${storage.name}, ${(size / 1e6).toFixed(1)} MB, in ${data}`,
      ].join('\n')
    })
  },
}

async function block(view: View, uai: string, people: readonly Account[]): Promise<string> {
  const [first] = people
  const record = first && (await view.record(feeds.account(first.id), 'person', first.id))
  const name = bodyOf('person', record?.body)?.school.name ?? 'A school without a name'
  const of = (role: Role) => people.filter((person) => person.role === role).length
  const counts = Role.options.map((role) => (role === 'staff' ? `${of(role)} staff` : counted(of(role), role)))
  return `${name} (${uai}): ${counts.join(', ')}`
}

async function classLines(view: View): Promise<string[]> {
  const lines: string[] = []
  for (const { feed } of await view.feeds()) {
    const id = /^class:(.*)$/.exec(feed)?.[1]
    const group = id === undefined ? undefined : bodyOf('classGroup', (await view.record(feed, 'classGroup', id))?.body)
    if (id === undefined || !group) continue
    const desk = await view.recordsAfter(feeds.desk(id), 0, EVERYTHING)
    const pupils = desk.filter(({ kind, body }) => kind === 'pupil' && body !== null).length
    lines.push(`  ${group.name}: ${counted(pupils, 'pupil')}; ${group.teachers.map(({ name }) => name).join(', ')}`)
  }
  return lines.sort()
}
