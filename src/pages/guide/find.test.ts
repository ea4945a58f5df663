import { expect, it } from 'vitest'
import type { HandbookEntry } from '../../stores/handbook.ts'
import { findPages } from './find.ts'

const page = (slug: string, title: string, summary = ''): HandbookEntry => ({
  slug,
  title,
  summary,
  audience: 'parents',
  order: 0,
  updated: '2021-04-05',
  sources: [],
  packId: 'handbook-parents',
})
const PAGES = [
  page('ecrans', 'Combien d’écran par jour ?'),
  page('retard', 'J’ai du retard', 'Rattraper un travail à l’École'),
]
const found = (typed: string) => findPages(PAGES, typed).map(({ slug }) => slug)

it('finds whatever the accents, the capitals and the apostrophe', () => {
  expect(found('ECRAN')).toEqual(['ecrans'])
  expect(found("d'écran")).toEqual(['ecrans'])
  expect(found('école')).toEqual(['retard'])
})

it('wants every word, in the question or its summary, in any order', () => {
  expect(found('travail retard')).toEqual(['retard'])
  expect(found('travail écran')).toEqual([])
  expect(found('  ')).toEqual(['ecrans', 'retard'])
})
