import * as v from 'valibot'
import type { Id } from '../domain/ids.ts'
import { Href } from '../domain/inlines.ts'
import type { Report } from '../domain/reports.ts'
import { findNamed, type Names } from './names.ts'
import { decoded } from './paths.ts'
import type { Held, Place } from './place.ts'
import { firstFree, shortened } from './slugs.ts'

/** What became of each file of an import, by path: a file that is carried, a page, or nothing (its own line of the report says why). */
export type Fates = ReadonlyMap<string, Held | { page: Id } | 'refused'>

const SCHEME = /^[a-z][a-z0-9+.-]*:/i

/** The place of one page of an import. `data`: pictures written in the pages themselves, by their address. What is said twice is kept once. */
export function placeOf(
  page: { path: string; id: Id },
  names: Names,
  fates: Fates,
  data: ReadonlyMap<string, Held>,
  tell: (said: Report, detail?: string) => void,
): Place {
  const told = new Set<string>()
  const say = (said: Report, detail?: string) => {
    const key = `${said} ${detail ?? ''}`
    if (!told.has(key)) tell(said, detail)
    told.add(key)
  }
  const out = (address: string): { href: Href } | undefined => {
    const href = v.safeParse(
      Href,
      address.replace(/\s/g, (space) => encodeURIComponent(space)),
    )
    if (href.success) return { href: href.output }
    say('linkUnsafe', shown(address))
    return undefined
  }
  const inside = (address: string, missing: Report): { href: Href } | { held: Held } | undefined => {
    const [reference = '', anchor] = address.split('#', 2)
    const path = reference === '' ? page.path : findNamed(page.path, reference, names)
    const fate = path === undefined ? undefined : fates.get(path)
    if (fate === undefined) say(missing, shown(address))
    if (fate === undefined || fate === 'refused') return undefined
    return 'page' in fate ? out(`page:${fate.page}${anchor ? `#${decoded(anchor)}` : ''}`) : { held: fate }
  }
  const exercises = new Set<Id>()
  return {
    say,
    exerciseId: (wanted) => {
      const id = firstFree(`${shortened(page.id, 30)}--${shortened(wanted, 30)}`, exercises)
      exercises.add(id)
      return id
    },
    follow: (written) => {
      const address = written.trim()
      if (/^(https?:\/\/|mailto:|guide:)/i.test(address)) return out(address)
      if (address.startsWith('//')) return out(`https:${address}`)
      if (!SCHEME.test(address)) return address === '' ? undefined : inside(address, 'linkMissing')
      say('linkUnsafe', shown(address))
      return undefined
    },
    look: (written) => {
      const address = written.trim()
      const held = data.get(address)
      if (held) return { held }
      if (/^(https?:)?\/\//i.test(address)) {
        say('pictureOutside', shown(address))
        return out(address.replace(/^\/\//, 'https://'))
      }
      if (SCHEME.test(address)) {
        say(address.startsWith('data:') ? 'pictureUnreadable' : 'linkUnsafe', shown(address))
        return undefined
      }
      const found = address === '' ? undefined : inside(address, 'pictureMissing')
      return found && 'held' in found ? found : undefined
    },
  }
}

function shown(address: string): string {
  return address.slice(0, 200)
}
