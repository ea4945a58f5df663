import type { Id } from '../../src/domain/ids.ts'
import { bodyOf } from '../../src/domain/records.ts'
import { Mistake } from '../config.ts'
import { movePupil } from '../storage/membership.ts'
import type { View } from '../storage/storage.ts'
import type { Command } from './command.ts'
import { OPERATOR } from './operator.ts'
import { personNamed, plain } from './person.ts'

/** A pupil changes class. What they had handed in stays where it is; work for the old class that is still on a phone comes back refused, in sight. */
export const move: Command = {
  words: ['move'],
  takes: '<name> <class>',
  does: 'moves a pupil to another class, guardians included',
  run: ({ storage, now }, said) =>
    storage.write(async (job) => {
      const group = await classNamedLast(job, said)
      const pupil = await personNamed(job, wordsOf(said).slice(0, -wordsOf(group.name).length).join(' '))
      if (pupil.role !== 'pupil') throw new Mistake(`${pupil.name} is no pupil.`)
      const placed = await movePupil(job, pupil, group.id, now)
      if (placed.length === 0) return `${pupil.name} is in ${group.name} already.`
      await job.note({ at: now, actor: OPERATOR, what: 'movePupil', about: pupil.id })
      return `${pupil.name} is in ${group.name} now.`
    }),
}

const wordsOf = (said: string) => said.trim().split(/\s+/)

/** The class whose name these words end with, the longest such name. */
async function classNamedLast(view: View, said: string): Promise<{ id: Id; name: string }> {
  const groups: { id: Id; name: string }[] = []
  for (const { feed } of await view.feeds()) {
    const id = /^class:(.*)$/.exec(feed)?.[1]
    const name =
      id === undefined ? undefined : bodyOf('classGroup', (await view.record(feed, 'classGroup', id))?.body)?.name
    if (id !== undefined && name !== undefined) groups.push({ id, name })
  }
  groups.sort((a, b) => b.name.length - a.name.length || (a.name < b.name ? -1 : 1))
  const found = groups.find(({ name }) => plain(said).endsWith(` ${plain(name)}`))
  if (!found) throw new Mistake(`Move whom to which class? The classes: ${groups.map(({ name }) => name).join(', ')}.`)
  return found
}
