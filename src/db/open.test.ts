import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { openDatabases } from './open.ts'
import { profileDbName } from './profile.ts'

/** Another tab, of a build whose store is newer. */
function openNewer(name: string, version: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(new Error('not opened', { cause: request.error }))
  })
}

it('a newer build waits until what is being written is kept; then the database closes under a page that stays', async () => {
  const told: string[] = []
  const keeping = Promise.withResolvers<boolean>()
  const databases = openDatabases({
    outdated: () => {
      told.push('keep')
      return keeping.promise
    },
  })
  const db = databases.profile('p1')
  await db.drafts.put({ key: 'k', value: 'une mouche', updatedAt: 1 })
  const newer = openNewer(profileDbName('p1'), 1000).then((opened) => {
    told.push('opened')
    return opened
  })
  await expect.poll(() => told).toEqual(['keep'])
  await db.drafts.put({ key: 'k', value: 'une mouche, et du thym', updatedAt: 2 })
  expect(told).toEqual(['keep'])
  keeping.resolve(false)
  const opened = await newer
  expect(db.isOpen()).toBe(false)
  opened.close()
})

it('a database that is deleted elsewhere closes here at once: nothing in it is to be kept', async () => {
  const databases = openDatabases({ outdated: () => Promise.reject(new Error('asked to keep')) })
  const db = databases.profile('p2')
  await db.drafts.put({ key: 'k', value: 'x', updatedAt: 1 })
  await openDatabases({ outdated: () => Promise.resolve(false) }).drop('p2')
  expect(db.isOpen()).toBe(false)
})

it('under a page that goes, the database is left to what is under way', async () => {
  const asked: true[] = []
  const databases = openDatabases({ outdated: () => Promise.resolve(asked.push(true) > 0) })
  const db = databases.profile('p3')
  await db.drafts.put({ key: 'k', value: 'x', updatedAt: 1 })
  const newer = openNewer(profileDbName('p3'), 1000)
  await expect.poll(() => asked).toEqual([true])
  await db.drafts.put({ key: 'k', value: 'y', updatedAt: 2 })
  // As the browser does when the page is gone.
  db.close()
  const opened = await newer
  opened.close()
})
