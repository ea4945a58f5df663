import type { Role } from '../../src/domain/people.ts'
import { classesOf, membersOf, type Member, type Roster } from './roster.ts'

/** A sign-in link as it is handed to a person. */
export type DemoCard = { role: Role; name: string; className?: string; url: string }

const HEADINGS: Record<Role, string> = {
  teacher: 'Teachers',
  pupil: 'Pupils',
  guardian: 'Guardians',
  staff: 'Staff of the school',
}

/** One link a person, teachers first. The token is in the fragment: it reaches no log and no proxy. */
export function cardsOf(roster: Roster, origin: string): DemoCard[] {
  return membersOf(roster).map((member) => {
    const className = classNameOf(roster, member)
    const { role, name, card } = member
    return { role, name, ...(className === '' ? {} : { className }), url: `${origin}/card#${card.token}` }
  })
}

function classNameOf(roster: Roster, member: Member): string {
  const own = classesOf(roster, member)
  const children = roster.guardians.find(({ id }) => id === member.id)?.children ?? []
  const groups = roster.classes.filter(({ id }) => children.some(({ classId }) => classId === id))
  return [...own, ...groups].map(({ name }) => name).join(', ')
}

/** The list for the terminal, grouped by role. */
export function printedCards(cards: readonly DemoCard[]): string {
  const groups = Object.entries(HEADINGS).map(([role, heading]) => {
    const own = cards.filter((card) => card.role === role)
    const width = Math.max(0, ...own.map(({ name }) => name.length))
    const lines = own.map(
      ({ name, className, url }) => `  ${name.padEnd(width)}  ${(className ?? '').padEnd(10)}  ${url}`,
    )
    return own.length === 0 ? '' : `${heading}\n${lines.join('\n')}\n`
  })
  return groups.filter((group) => group !== '').join('\n')
}
