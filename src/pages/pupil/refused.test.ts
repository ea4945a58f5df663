import { expect, it } from 'vitest'
import type { RefusedRevision, RevisionView } from '../../stores/views.ts'
import { sortRefused } from './refused.ts'

const refused = (id: string, at: number): RefusedRevision => ({
  id,
  at,
  reason: 'badFile',
  text: '',
  photos: [],
  paper: true,
  answers: undefined,
})
const last = (finishedAt: number): RevisionView => ({
  id: 'last',
  stage: 'kept',
  text: 'a',
  photos: [],
  photosUp: undefined,
  paper: false,
  answers: undefined,
  finishedAt,
  receivedAt: null,
  receipt: null,
  seen: null,
  late: false,
})

it('tells what was refused before the last revision from what was refused since', () => {
  const copy = { last: last(20), refused: [refused('before', 10), refused('since', 30)] }
  const { open, replaced } = sortRefused(copy)
  expect([open.map(({ id }) => id), replaced.map(({ id }) => id)]).toEqual([['since'], ['before']])
})

it('holds all as open while nothing else was handed in', () => {
  expect(sortRefused({ last: null, refused: [refused('one', 10)] }).open).toHaveLength(1)
  expect(sortRefused(null)).toEqual({ open: [], replaced: [] })
})
