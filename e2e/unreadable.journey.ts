import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { openWork, writeAnswer } from './learning.ts'

/** Run in a page before its own code: the browser does not open its store, as some do in private windows, and all do when it is damaged. */
function shutStore(): void {
  const open = indexedDB.open.bind(indexedDB)
  IDBFactory.prototype.open = (name, version) => {
    if (localStorage.getItem('shut') !== 'yes') return open(name, version)
    throw new DOMException('Internal error opening backing store', 'UnknownError')
  }
}

const shut = (page: Page, now: 'yes' | 'no') => page.evaluate((word) => localStorage.setItem('shut', word), now)

journey(
  'a store that the browser does not open is said on every page, and read as soon as it opens',
  async ({ school, device }) => {
    const phone = await device()
    const { page } = phone
    const trouble = page.getByText('Cartable n’arrive pas à lire ce que cet appareil garde.')
    await page.addInitScript(shutStore)
    await phone.signIn(school.cardOf('Inès Benali'))
    await openWork(page, 'Dix minutes à la fenêtre')
    await writeAnswer(page, 'Un merle sur le muret.')
    await phone.carried()
    const address = page.url()

    await shut(page, 'yes')
    for (const place of [address, school.url]) {
      await page.goto(place)
      await trouble.waitFor()
      await expect(page.getByRole('link', { name: 'Lire le vademecum' })).toBeVisible()
      await expect(page.getByText('rien ne se perd')).toHaveCount(0)
    }
    await page.goto(address)
    await trouble.waitFor()
    await shut(page, 'no')
    // By itself, without a tap.
    await expect(page.getByLabel('Ta réponse')).toHaveValue('Un merle sur le muret.')
    await expect(trouble).toHaveCount(0)
    // What the browser said is reported, as it should be.
    expect(phone.complaints.join()).toMatch(/UnknownError/)
    phone.complaints.length = 0
  },
)

/** Run in a page before its own code: a browser without any store, as some that hide their person are. */
function takeStore(): void {
  Object.defineProperty(globalThis, 'indexedDB', { value: undefined })
}

journey('a browser without any store says so, and the vademecum is read in it', async ({ school, device }) => {
  const phone = await device({ worker: false })
  const { page } = phone
  await page.addInitScript(takeStore)
  for (const place of [school.url, school.cardOf('Inès Benali').url]) {
    await page.goto(place)
    await expect(page.getByText('Cartable n’arrive pas à lire ce que cet appareil garde.')).toBeVisible()
  }
  await page.getByRole('link', { name: 'Lire le vademecum' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  // Each write that is not waited for is reported, as it should be.
  expect(phone.complaints.join()).not.toMatch(/TypeError/)
  phone.complaints.length = 0
})
