// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref, shallowRef } from 'vue'
import { enter, onPage, startBag } from '../../e2e/bag.ts'
import { ProfileDb } from '../db/profile.ts'
import { useDraft } from './drafts.ts'
import { enterProfile } from './profiles.ts'
import { saveAllDrafts, useDraftKeys } from './unsaved.ts'

type Form = { text: string; photos: string[] }

const check = (value: unknown): Form | undefined =>
  value instanceof Object && 'text' in value && 'photos' in value && Array.isArray(value.photos)
    ? { text: String(value.text), photos: value.photos.map(String) }
    : undefined

const initial = (): Form => ({ text: '', photos: [] })
const KEY = 'copy c1 a1'

let clock = 1000
let db: ProfileDb

beforeEach(async () => {
  const engine = Object.assign(startBag(), { now: () => clock })
  db = await enter(engine, 'pupil')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  vi.useRealTimers()
  enterProfile(null)
})

/** The same device seen from another tab: another connection, its own page. */
function otherTab(): ProfileDb {
  return new ProfileDb(db.name)
}

/** Transactions that begin from now on wait for `go`. */
function slowly(at: ProfileDb): { go: () => void } {
  const gate = Promise.withResolvers<undefined>()
  const transaction: unknown = Reflect.get(at, 'transaction')
  if (typeof transaction !== 'function') throw new Error('no transactions')
  const later = async (...given: unknown[]): Promise<unknown> => {
    await gate.promise
    return Reflect.apply(transaction, at, given)
  }
  Object.assign(at, { transaction: later })
  return { go: () => gate.resolve(undefined) }
}

const form = (key: string | (() => string) = KEY) => onPage(() => useDraft(key, initial, check))

async function opened(key?: string | (() => string)) {
  const page = form(key)
  await until(() => page.ready.value)
  return page
}

/** The store goes on while the clock stands still: only what waits for no time at all runs. */
async function tick(): Promise<void> {
  vi.advanceTimersByTime(0)
  await new Promise((resolve) => setImmediate(resolve))
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const began = performance.now()
  while (performance.now() - began < 10_000) {
    if (await condition()) return
    await tick()
  }
  throw new Error('it did not happen')
}

/** Long enough for anything of the store that is on its way to land. */
async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await tick()
}

const onDevice = async (key = KEY) => (await db.drafts.get(key))?.value

async function pause(): Promise<void> {
  clock += 400
  vi.advanceTimersByTime(400)
  await settle()
}

it('starts from what is said by now when it is told to, unless something is written', async () => {
  let first = 'rendu une fois'
  const page = onPage(() => useDraft(KEY, (): Form => ({ text: first, photos: [] }), check))
  await until(() => page.ready.value)
  first = 'rendu deux fois'
  page.renew()
  expect([page.value.value.text, page.dirty.value]).toEqual(['rendu deux fois', false])
  page.value.value.text = 'encore'
  page.renew()
  expect(page.value.value.text).toBe('encore')
})

it('stays open while what names it is told anew, with the same name', async () => {
  const work = shallowRef({ id: 'a1' })
  const page = await opened(() => `copy c1 ${work.value.id}`)
  page.value.value = { text: 'un début', photos: [] }
  work.value = { id: 'a1' }
  expect(page.ready.value).toBe(true)
  expect(page.value.value.text).toBe('un début')
})

describe('a draft', () => {
  it('is kept at a pause, not at each key', async () => {
    const page = await opened()
    expect([page.dirty.value, page.savedAt.value]).toEqual([false, null])
    for (const text of ['T', 'Tr', 'Tro']) {
      page.value.value.text = text
      clock += 200
      vi.advanceTimersByTime(200)
      await settle()
    }
    expect(page.dirty.value).toBe(true)
    expect(await onDevice()).toBeUndefined()
    await pause()
    expect(await onDevice()).toEqual({ text: 'Tro', photos: [] })
    expect([page.dirty.value, page.savedAt.value]).toEqual([false, clock])
  })

  it('of someone who never pauses is kept all the same', async () => {
    const page = await opened()
    for (let i = 0; i < 30; i++) {
      page.value.value.text += 'a'
      clock += 200
      vi.advanceTimersByTime(200)
      await settle()
    }
    expect(check(await onDevice())?.text).toMatch(/^a{25,}$/)
  })

  it('is kept at once when the page is hidden, or goes away', async () => {
    const page = await opened()
    page.value.value.text = 'caché'
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    document.dispatchEvent(new Event('visibilitychange'))
    await until(() => !page.dirty.value)
    expect(await onDevice()).toMatchObject({ text: 'caché' })
    page.value.value.photos.push('one')
    window.dispatchEvent(new Event('pagehide'))
    await until(() => !page.dirty.value)
    expect(await onDevice()).toEqual({ text: 'caché', photos: ['one'] })
  })

  it('is kept before an update takes the page away', async () => {
    const page = await opened()
    page.value.value.text = 'presque'
    expect(await saveAllDrafts()).toBe(true)
    expect(await onDevice()).toMatchObject({ text: 'presque' })
  })

  it('that is cleared does not come back: not by a pause under way, not by a write under way', async () => {
    const page = await opened()
    page.value.value.text = 'rendu'
    const writing = page.save()
    page.value.value.text = 'rendu !'
    const clearing = page.clear()
    expect(page.value.value).toEqual(initial())
    await Promise.all([writing, clearing])
    await pause()
    expect(await onDevice()).toBeUndefined()
    expect([page.dirty.value, page.savedAt.value, page.value.value.text]).toEqual([false, null, ''])
  })

  it('that is being cleared is not shown again by what the device still has', async () => {
    const page = await opened()
    page.value.value.text = 'rendu'
    await page.save()
    const slow = slowly(db)
    const clearing = page.clear()
    await db.drafts.update(KEY, { updatedAt: 9 })
    await settle()
    expect(page.value.value.text).toBe('')
    slow.go()
    await clearing
    await settle()
    expect([page.value.value.text, page.dirty.value, await onDevice()]).toEqual(['', false, undefined])
  })

  it('is not overwritten by an answer that was on its way when a key was pressed', async () => {
    const page = await opened()
    db.drafts.hook('reading', (row) => {
      if (!page.dirty.value) page.value.value.text = 'ici'
      return row
    })
    await otherTab().drafts.put({ key: KEY, value: { text: 'de là', photos: [] }, updatedAt: 9 })
    await until(() => page.dirty.value)
    await page.save()
    await settle()
    expect([page.value.value.text, await onDevice()]).toMatchObject(['ici', { text: 'ici' }])
  })

  it('begun again after that is kept', async () => {
    const page = await opened()
    page.value.value.text = 'premier'
    const clearing = page.clear()
    page.value.value.text = 'second'
    await clearing
    await pause()
    expect(await onDevice()).toMatchObject({ text: 'second' })
  })

  it('goes with its key: another one is another draft', async () => {
    const at = ref('copy a')
    const page = await opened(() => at.value)
    page.value.value.text = 'un'
    at.value = 'copy b'
    await until(() => page.ready.value)
    expect(page.value.value.text).toBe('')
    page.value.value.text = 'deux'
    await page.save()
    expect([await onDevice('copy a'), await onDevice('copy b')]).toMatchObject([{ text: 'un' }, { text: 'deux' }])
  })
})

describe('a draft of another shape', () => {
  it('is set aside when something is written in its place', async () => {
    await db.drafts.put({ key: KEY, value: { old: 'forme' }, updatedAt: 7 })
    const page = await opened()
    expect([page.value.value.text, page.savedAt.value]).toEqual(['', null])
    expect(await onDevice()).toEqual({ old: 'forme' })
    page.value.value.text = 'neuf'
    await page.save()
    expect(await db.drafts.toArray()).toEqual([
      { key: `aside 7 ${KEY}`, value: { old: 'forme' }, updatedAt: 7 },
      { key: KEY, value: { text: 'neuf', photos: [] }, updatedAt: clock },
    ])
  })

  it('is set aside when its place is cleared', async () => {
    await db.drafts.put({ key: KEY, value: { old: 'forme' }, updatedAt: 7 })
    const page = await opened()
    await page.clear()
    expect(await db.drafts.toArray()).toMatchObject([{ value: { old: 'forme' } }])
  })

  it('written meanwhile by a tab of another build is set aside too', async () => {
    const page = await opened()
    await otherTab().drafts.put({ key: KEY, value: { next: 'build' }, updatedAt: 9 })
    await settle()
    page.value.value.text = 'ici'
    await page.save()
    expect(await db.drafts.toArray()).toMatchObject([{ value: { next: 'build' } }, { value: { text: 'ici' } }])
  })
})

describe('two tabs', () => {
  it('show each other’s words while nothing is being written here', async () => {
    const page = await opened()
    await otherTab().drafts.put({ key: KEY, value: { text: 'de là', photos: [] }, updatedAt: 9 })
    await until(() => page.value.value.text === 'de là')
    expect([page.dirty.value, page.savedAt.value]).toEqual([false, 9])
    await otherTab().drafts.delete(KEY)
    await until(() => page.value.value.text === '')
    expect(page.savedAt.value).toBeNull()
  })

  it('never take words from under a hand that writes; the last to be kept stays', async () => {
    const page = await opened()
    page.value.value.text = 'ici'
    await otherTab().drafts.put({ key: KEY, value: { text: 'de là', photos: [] }, updatedAt: 9 })
    await settle()
    expect(page.value.value.text).toBe('ici')
    await pause()
    expect(await onDevice()).toMatchObject({ text: 'ici' })
  })
})

describe('a device that cannot keep a draft', () => {
  const full = () => {
    throw Object.assign(new DOMException('no room', 'QuotaExceededError'))
  }

  it('says so, keeps the words in memory, and keeps them when it can again', async () => {
    const page = await opened()
    db.drafts.hook('creating', full)
    page.value.value.text = 'sans place'
    await pause()
    // Packs are asked for their room first.
    await until(() => page.trouble.value !== null)
    expect([page.trouble.value, page.dirty.value]).toEqual(['deviceFull', true])
    expect(await saveAllDrafts()).toBe(false)
    page.leave()
    await settle()
    const again = await opened()
    expect([again.value.value.text, again.dirty.value]).toEqual(['sans place', true])
    db.drafts.hook('creating').unsubscribe(full)
    expect(await saveAllDrafts()).toBe(true)
    expect([again.trouble.value, await onDevice()]).toEqual([null, { text: 'sans place', photos: [] }])
  })
})

it('lists what is begun, by the beginning of its key', async () => {
  const page = onPage(() => ({ keys: useDraftKeys('copy c1') }))
  await db.drafts.bulkPut([
    { key: KEY, value: 1, updatedAt: 5 },
    { key: 'copy c2 a1', value: 1, updatedAt: 6 },
  ])
  await until(() => page.keys.value?.length === 1)
  expect(page.keys.value).toEqual([{ key: KEY, savedAt: 5 }])
  await nextTick()
})
