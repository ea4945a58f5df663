import { describe, expect, it } from 'vitest'
import { mayDo, mayRead, ROLES_OF, type Actor } from './access.ts'
import type { MutationKind } from './mutations.ts'
import { Role } from './people.ts'

const actor = (role: Role, ...feeds: string[]): Actor => ({ id: 'x', role, name: 'X', feeds: new Set(feeds) })
const kinds = Object.keys(ROLES_OF).filter((kind): kind is MutationKind => kind in ROLES_OF)
const allowed = (role: Role) => kinds.filter((kind) => mayDo(actor(role), kind))

describe('what each role may ask for', () => {
  it('is nothing but one’s own devices for those who only follow, or run the school', () => {
    expect(allowed('guardian')).toEqual(['withdrawDevice'])
    expect(allowed('staff')).toEqual(['withdrawDevice'])
  })

  it('never is the same work for pupils and teachers', () => {
    const both = allowed('pupil').filter((kind) => allowed('teacher').includes(kind))
    expect(both).toEqual(['withdrawDevice'])
  })

  it('leaves no kind to nobody', () => {
    expect(kinds.filter((kind) => !Role.options.some((role) => mayDo(actor(role), kind)))).toEqual([])
  })
})

describe('what may be read', () => {
  it('is what was granted, by its whole name, and what is everyone’s', () => {
    const pupil = actor('pupil', 'class:c1', 'pupil:x')
    expect(['public', 'class:c1', 'pupil:x'].every((feed) => mayRead(pupil, feed))).toBe(true)
    expect(['class:c', 'class:c11', 'desk:c1', 'pupil:y', 'account:x'].some((feed) => mayRead(pupil, feed))).toBe(false)
  })

  it('is not a matter of role: a teacher without the desk reads no desk', () => {
    expect(mayRead(actor('teacher', 'class:c1'), 'desk:c1')).toBe(false)
  })
})
