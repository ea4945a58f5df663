// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { enter, onPage, startBag } from '../../e2e/bag.ts'
import { ProfileDb } from '../db/profile.ts'
import { useDraft } from './drafts.ts'
import { enterProfile } from './profiles.ts'

type Form = { text: string; photos: string[] }

const check = (value: unknown): Form | undefined =>
  value instanceof Object && 'text' in value && 'photos' in value && Array.isArray(value.photos)
    ? { text: String(value.text), photos: value.photos.map(String) }
    : undefined

const initial = (): Form => ({ text: '', photos: [] })
const KEY = 'copy c1 a1'

const clock = 1000
let db: ProfileDb

beforeEach(async () => {
  const engine = Object.assign(startBag(), { now: () => clock })
  db = await enter(engine, 'pupil')
})

afterEach(() => {
  enterProfile(null)
})

const form = (key: string | (() => string) = KEY) => onPage(() => useDraft(key, initial, check))

async function opened(key?: string | (() => string)) {
  const page = form(key)
  await until(() => page.ready.value)
  return page
}

const tick = () => new Promise((resolve) => setTimeout(resolve, 5))

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await condition()) return
    await tick()
  }
  throw new Error('it did not happen')
}

const onDevice = async (key = KEY) => (await db.drafts.get(key))?.value

describe('a draft whose page is left', () => {
  it('is kept when its form closes, and read back when it opens again', async () => {
    const page = await opened()
    page.value.value = { text: 'plus tard', photos: [] }
    page.leave()
    const again = await opened()
    expect(again.value.value.text).toBe('plus tard')
    expect(again.dirty.value).toBe(false)
  })

  it('stays with the person who wrote it', async () => {
    const page = await opened()
    page.value.value.text = 'à moi'
    enterProfile('p2')
    await until(() => page.ready.value)
    expect(page.value.value.text).toBe('')
    await until(async () => (await onDevice()) !== undefined)
    expect(await onDevice()).toMatchObject({ text: 'à moi' })
  })
})
