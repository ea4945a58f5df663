import { expect, type Page } from '@playwright/test'
import * as v from 'valibot'

/** What lies in the device's own store, for a journey that must not cut the line before it is there. Run on a page of the application. */
async function rowsOf<T>(
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

const File = v.object({ ref: v.object({ pieces: v.array(v.string()) }), have: v.number(), owners: v.array(v.string()) })

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

/** Waits until a teacher's device holds so many photos of copies, whole: those may then be looked at without a network. */
export async function expectGathered(page: Page, photos: number) {
  await expect
    .poll(
      async () => {
        const files = await rowsOf(page, 'files', 'files', File)
        const gathered = files.filter(({ owners }) => owners.some((owner) => owner.includes('/copies/')))
        return gathered.filter(({ have, ref }) => have === ref.pieces.length).length
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(photos)
}
