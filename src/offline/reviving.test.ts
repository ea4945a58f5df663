import { expect, it } from 'vitest'
import { silentPages, type Page } from './reviving.ts'

const page = (id: string, answersAt = Infinity): Page => {
  let asked = 0
  const ask = (answer: () => void) => {
    asked += 1
    if (asked >= answersAt) answer()
  }
  return { id, ask }
}

/** Waits that are over at once, counted. */
function waits() {
  const state = { times: 0 }
  const after = () => {
    state.times += 1
    return new Promise<void>((resolve) => setTimeout(resolve))
  }
  return { state, after }
}
const these = (...all: Page[]) => Promise.resolve(all)

it('pages that never answer, asked again and again, do not run', async () => {
  const { state, after } = waits()
  const [one, other] = [page('one'), page('other')]
  expect(await silentPages({ pages: () => these(one, other), after })).toEqual(['one', 'other'])
  expect(state.times).toBe(3)
})

it('one that answers, late as it may be, speaks for all', async () => {
  const { after } = waits()
  const [slow, dead] = [page('slow', 3), page('dead')]
  expect(await silentPages({ pages: () => these(slow, dead), after })).toEqual([])
})

it('nobody on screen is nobody to revive, and nothing to wait for', async () => {
  const { state, after } = waits()
  expect(await silentPages({ pages: () => these(), after })).toEqual([])
  expect(state.times).toBe(0)
})
