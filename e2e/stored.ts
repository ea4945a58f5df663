import { expect, type Page } from '@playwright/test'
import * as v from 'valibot'
import { Attempts } from '../src/domain/attempts.ts'

/** What lies in the device's own store, for a journey that must not cut the line before it is there. Run on a page of the application. */
export async function rowsOf<T>(
  page: Page,
  database: string,
  store: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<T[]> {
  const rows = await page.evaluate(
    async ({ database, store }) => {
      const opening = indexedDB.open(database)
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(new Error(`the store ${database} does not open`))
      })
      const asked = db.transaction(store).objectStore(store).getAll()
      const all = await new Promise<unknown>((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result)
        asked.onerror = () => reject(new Error(`${store} cannot be read`))
      })
      db.close()
      return all
    },
    { database, store },
  )
  return v.parse(v.array(schema), rows)
}

const File = v.object({ sha256: v.string(), ref: v.object({ pieces: v.array(v.string()) }), have: v.number() })
const Written = v.object({ kind: v.string(), body: v.unknown() })
const Said = v.object({ text: v.string(), photos: v.array(v.object({ sha256: v.string() })) })

const Draft = v.object({ value: v.unknown() })
const Copy = v.object({ photos: v.array(v.unknown()) })

/** On a page of a pupil: waits until a copy being written, with so many photos, is on the device: the browser may then be closed. */
export async function expectDrafted(page: Page, photos: number) {
  const profile = /\/p\/([^/]+)\//.exec(page.url())?.[1] ?? ''
  await expect
    .poll(async () => {
      const drafts = await rowsOf(page, `profile-${profile}`, 'drafts', Draft)
      return drafts.map(({ value }) => (v.is(Copy, value) ? value.photos.length : 0))
    })
    .toContain(photos)
}

/** On the page of a lesson: so many exercises have an answer on the device. */
export async function expectAnswered(page: Page, count: number) {
  const profile = /\/p\/([^/]+)\//.exec(page.url())?.[1] ?? ''
  await expect
    .poll(async () => {
      const drafts = await rowsOf(page, `profile-${profile}`, 'drafts', Draft)
      return drafts.map(({ value }) => (v.is(Attempts, value) ? Object.keys(value).length : 0))
    })
    .toContain(count)
}

/** On a page of a teacher: waits until the device holds, whole, each photo of the copy that says this: it may then be looked at without a network. */
export async function expectGathered(page: Page, text: string) {
  const profile = /\/p\/([^/]+)\//.exec(page.url())?.[1] ?? ''
  await expect
    .poll(
      async () => {
        const records = await rowsOf(page, `profile-${profile}`, 'records', Written)
        const copy = records.find(({ kind, body }) => kind === 'submission' && v.is(Said, body) && body.text === text)
        const photos = v.is(Said, copy?.body) ? copy.body.photos : []
        const files = await rowsOf(page, 'files', 'files', File)
        const whole = new Set(files.filter(({ have, ref }) => have === ref.pieces.length).map(({ sha256 }) => sha256))
        return photos.length > 0 && photos.every(({ sha256 }) => whole.has(sha256))
      },
      { timeout: 60_000 },
    )
    .toBe(true)
}
