import { expect } from '@playwright/test'
import { journey } from './journey.ts'
import { sendNow } from './learning.ts'
import { standIn } from './standin.ts'

journey('anyone reads the vademecum: scripts off, then offline after one visit', async ({ school, device }) => {
  const plain = await device({ scripts: false })
  await plain.page.goto(`${school.url}/guide/`)
  await plain.page.getByRole('link', { name: /écran/i }).first().click()
  await expect(plain.page).toHaveURL(/\/guide\/ecrans/)
  await expect(plain.page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(plain.page.getByText(/mise? à jour le/i).first()).toBeVisible()

  const phone = await device()
  await phone.page.goto(school.url)
  await phone.page.getByRole('link', { name: /Je suis parent/ }).click()
  await phone.page.getByRole('link', { name: /écran/i }).first().click()
  await expect(phone.page.getByRole('heading', { level: 1, name: /écran/i })).toBeVisible()
  await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  // All pages come with the first visit, not only the one that was opened.
  await phone.page.waitForFunction(
    async () => {
      const open = indexedDB.open('files')
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        open.onsuccess = () => resolve(open.result)
        open.onerror = () => reject(new Error('no files'))
      })
      const packs = db.transaction('packs').objectStore('packs').getAll()
      const rows = await new Promise<{ held: unknown }[]>((resolve) => (packs.onsuccess = () => resolve(packs.result)))
      db.close()
      return rows.length >= 3 && rows.every(({ held }) => held !== null)
    },
    undefined,
    { timeout: 30_000 },
  )
  await phone.line(false)
  await phone.restart()
  await phone.page.goto(`${school.url}/guide/je-bloque`)
  await expect(phone.page.getByRole('heading', { level: 1 })).toContainText(/bloqu/i)
  await expect(phone.page.locator('main, article').getByRole('heading', { level: 2 }).first()).toBeVisible()
})

journey(
  'the vademecum and a class go on being read from plain files when the server is dead',
  async ({ school, device }) => {
    const phone = await device()
    await phone.signIn(school.cardOf('Inès Benali'))
    await phone.carried()
    await school.kill()
    const files = await standIn(school, 'files')
    try {
      const other = await device({ scripts: false })
      await other.page.goto(`${school.url}/guide/ecrans/`)
      await expect(other.page.getByRole('heading', { level: 1 })).toBeVisible()
      await phone.page.reload()
      await expect(phone.page.getByRole('heading', { level: 1 })).toBeVisible()
      await sendNow(phone.page)
      await expect
        .poll(() => files.asked.filter((asked) => /\/feeds\/[^/]+\/head\.json/.test(asked)).length, { timeout: 30_000 })
        .toBeGreaterThan(0)
    } finally {
      await files.close()
    }
  },
)
