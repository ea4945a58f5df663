import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PackDraft } from '../domain/makings.ts'
import type { Page } from '../domain/pages.ts'
import { added, moved, removed, renamed, type Change } from './changing.ts'
import { wayBack } from './undoing.ts'

const FILE = 'a'.repeat(64)
const text = (id: string, title = id): Page => ({ id, title, blocks: [{ node: 'rule' }] })
const film = (id: string): Page => ({ id, title: id, blocks: [{ node: 'video', file: FILE, title: id }] })
const draft = (...pages: Page[]): PackDraft => ({
  id: 'k1',
  title: 'Volcans',
  subject: 'biology',
  level: '4e',
  pages,
  files: [],
  report: [],
  createdAt: 1,
  updatedAt: 1,
})
const brings = (...pages: Page[]): Change => added({ pages, files: [], report: [] })
const ids = ({ pages }: PackDraft) => pages.map(({ id }) => id).join(' ')
const said = ({ report }: PackDraft) => report.map((line) => `${line.said} ${line.path}`)

describe('what an import brings', () => {
  it('takes the place of pages of the same name, and says so', () => {
    const after = brings(text('b', 'Nouveau'), text('c'))(draft(text('a'), text('b', 'Ancien'), text('d')))
    expect(ids(after)).toBe('a b d c')
    expect(after.pages[1]?.title).toBe('Nouveau')
    expect(said(after)).toEqual(['replaced Ancien'])
  })

  it('never takes a text for a film that is called alike, whichever came first', () => {
    expect(ids(brings(film('a'))(draft(text('a'))))).toBe('a a-video')
    const after = brings(text('a'))(draft(film('a'), text('b')))
    expect(ids(after)).toBe('a-video b a')
    expect(said(after)).toEqual([])
  })

  it('stays out whole when the pack would be too long', () => {
    const many = Array.from({ length: 399 }, (_, at) => text(`p${at}`))
    const after = brings(text('x'), text('y'))(draft(...many))
    expect(after.pages).toHaveLength(399)
    expect(said(after)).toEqual(['tooManyPages '])
  })
})

describe('taking back', () => {
  const PAGES = ['a', 'b', 'c', 'd', 'e']
  const change = fc.oneof(
    fc.tuple(fc.constantFrom(...PAGES), fc.string()).map(([id, title]) => renamed(id, title)),
    fc.tuple(fc.constantFrom(...PAGES), fc.nat(6)).map(([id, to]) => moved(id, to)),
    fc.constantFrom(...PAGES).map(removed),
    fc
      .uniqueArray(fc.constantFrom(...PAGES, 'f', 'g'))
      .map((names) => brings(...names.map((id) => text(id, `new ${id}`)))),
    fc.string().map((title): Change => (before) => ({ ...before, title })),
  )

  it('leads back from any change to what was before', () => {
    fc.assert(
      fc.property(change, (act) => {
        const before = draft(...PAGES.map((id) => text(id)))
        const after = act(before)
        expect(wayBack(before, after)(after)).toEqual({ ...before, files: after.files })
      }),
    )
  })

  it('loses no page that another tab added, and takes away none that it changed', () => {
    fc.assert(
      fc.property(change, (act) => {
        const before = draft(...PAGES.map((id) => text(id)))
        const after = act(before)
        const elsewhere = brings(text('z'))(renamed('c', 'Autrement')(after))
        const back = wayBack(before, after)(elsewhere)
        expect(ids(back).split(' ').toSorted()).toEqual([...PAGES, 'z'].toSorted())
        const third = back.pages.find(({ id }) => id === 'c')?.title
        expect(third).toBe(after.pages.some(({ id }) => id === 'c') ? 'Autrement' : 'c')
      }),
    )
  })

  it('moves back only what it moved', () => {
    const before = draft(text('a'), text('b'), text('c'))
    const after = renamed('a', 'Un')(before)
    expect(ids(wayBack(before, after)(moved('c', 0)(after)))).toBe('c a b')
  })
})
