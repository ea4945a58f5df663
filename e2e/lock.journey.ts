import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { expectReceived, handIn, openWork, writeAnswer } from './learning.ts'

const WORK = 'Dix minutes à la fenêtre'
const CODE = ['2', '5', '8', '0']
const PICTURES = ['chat', 'sapin', 'pomme', 'étoile']

async function press(page: Page, code: readonly string[]) {
  for (const symbol of code) await page.getByRole('button', { name: symbol, exact: true }).click()
}

/** On the settings: a code for this bag, given twice. */
async function choose(page: Page, kind: 'chiffres' | 'images', code: readonly string[]) {
  await page.getByRole('link', { name: 'Réglages' }).click()
  await page.getByRole('button', { name: `Choisir quatre ${kind}` }).click()
  await press(page, code)
  await expect(page.getByRole('group', { name: 'Encore une fois, pour être sûr' })).toBeVisible()
  await press(page, code)
  await expect(page.getByText('Le code est en place.')).toBeVisible()
}

const closed = (page: Page) => page.getByRole('heading', { level: 1, name: 'Ce cartable est fermé' })

/** Nothing of the bag is on screen but whose it is. */
async function expectClosed(page: Page) {
  await expect(closed(page)).toBeVisible()
  await expect(page.getByText(WORK)).toHaveCount(0)
  await expect(page.getByLabel('Ta réponse')).toHaveCount(0)
  await expect(page.getByRole('navigation', { name: 'Navigation principale' })).toHaveCount(0)
  await expect(page).toHaveTitle('Ce cartable est fermé · Cartable')
}

journey('a bag with a code is closed to the others of the phone, and its work leaves', async ({ school, device }) => {
  const phone = await device()
  const { page } = phone
  const { step } = journey

  await step('a pupil chooses four digits; without a network her sister finds the bag closed', async () => {
    await phone.signIn(school.cardOf('Malo Le Gall'))
    await phone.signIn(school.cardOf('Inès Benali'))
    await phone.carried()
    await choose(page, 'chiffres', CODE)
    await openWork(page, WORK)
    await phone.line(false)
    await handIn(page, 'Une mouche sur la vitre.')
    await page.goto(`${school.url}/profiles`)
    await page.getByRole('main').getByRole('link', { name: 'Malo Le Gall' }).click()
    await page.waitForURL(/\/todo$/)
    await expect(page.getByText(WORK).first()).toBeVisible()
    await page.goto(`${school.url}/profiles`)
    await expect(page.getByRole('listitem').filter({ hasText: 'Inès Benali' })).toContainText('Fermé par un code')
    await page.getByRole('main').getByRole('link', { name: 'Inès Benali' }).click()
    await expectClosed(page)
  })

  await step('it stays closed when the browser is opened again, at any address of hers', async () => {
    const address = page.url()
    await phone.restart()
    for (const room of [address, address.replace(/todo$/, 'waiting'), address.replace(/todo$/, 'settings')]) {
      await phone.page.goto(room)
      await expectClosed(phone.page)
    }
  })

  await step('what she handed in leaves all the same', async () => {
    await phone.line(true)
    const laptop = await device()
    await laptop.signIn(school.cardOf('Inès Benali'))
    await openWork(laptop.page, WORK)
    await expectReceived(laptop.page)
    await expectClosed(phone.page)
  })

  await step('one wrong code, then hers', async () => {
    const { page } = phone
    await press(page, ['1', '1', '1', '1'])
    await expect(page.getByText(/^Ce n’est pas cela\. Encore 2 essais\.$/)).toBeVisible()
    await page.keyboard.type(CODE.join(''))
    await expect(closed(page)).toHaveCount(0)
    await openWork(page, WORK)
    await expect(page.getByText('Une mouche sur la vitre.')).toBeVisible()
    await page.reload()
    await expect(page.getByText('Une mouche sur la vitre.')).toBeVisible()
  })

  await step('in a bag that was left open, nobody changes the code who does not know it', async () => {
    const { page } = phone
    const current = page.getByRole('group', { name: 'D’abord, le code actuel' })
    await page.getByRole('link', { name: 'Réglages' }).click()
    await page.getByRole('button', { name: 'Enlever le code' }).click()
    await expect(current).toBeVisible()
    await press(page, ['1', '1', '1', '1'])
    await expect(page.getByText(/^Ce n’est pas cela\. Encore 2 essais\.$/)).toBeVisible()
    await press(page, CODE)
    await expect(page.getByText('Le code est enlevé.')).toBeVisible()
    await choose(page, 'images', PICTURES)
    await page.getByRole('button', { name: 'Choisir quatre chiffres' }).click()
    for (const left of ['2 essais', '1 essai']) {
      await press(page, PICTURES.toReversed())
      await expect(page.getByText(`Encore ${left}.`)).toBeVisible()
    }
    await press(page, PICTURES.toReversed())
    await expectClosed(page)
    await expect(page.getByText(/^Trois erreurs/)).toBeVisible()
  })
})

journey('three wrong codes cost the card, which takes the code away; drafts stay', async ({ school, device }) => {
  const phone = await device()
  const { page } = phone
  const { step } = journey

  await step('a younger pupil chooses pictures, in an order; the first ones are too easy', async () => {
    await phone.signIn(school.cardOf('Inès Benali'))
    await openWork(page, WORK)
    await writeAnswer(page, 'Un merle sur le')
    await page.getByRole('link', { name: 'Réglages' }).click()
    await page.getByRole('button', { name: 'Choisir quatre images' }).click()
    await press(page, ['chat', 'chat', 'chat', 'chat'])
    await expect(page.getByText(/^C’est trop facile à deviner\./)).toBeVisible()
    await page.getByRole('button', { name: 'Annuler' }).click()
    await choose(page, 'images', PICTURES)
    await page.getByRole('button', { name: 'Fermer maintenant' }).click()
    await expectClosed(page)
  })

  await step('the right pictures in another order are wrong; after three there is only the card', async () => {
    const address = page.url()
    const other = PICTURES.toReversed()
    await press(page, other)
    await expect(page.getByText(/^Ce n’est pas cela\. Encore 2 essais\.$/)).toBeVisible()
    await page.reload()
    await press(page, other)
    await expect(page.getByText(/^Ce n’est pas cela\. Encore 1 essai\.$/)).toBeVisible()
    await press(page, other)
    await expect(page.getByText(/^Trois erreurs/)).toBeVisible()
    await page.goto(address)
    await expect(page.getByText(/^Trois erreurs/)).toBeVisible()
    await expect(page.getByRole('button', { name: 'chat', exact: true })).toHaveCount(0)
  })

  await step('nobody else signs her out over her drafts', async () => {
    await page.getByRole('link', { name: 'Quelqu’un d’autre' }).click()
    await page.getByRole('button', { name: 'Déconnecter Inès Benali' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Déconnecter', exact: true }).click()
    await expect(dialog.getByText(/^Il y a ici des brouillons que seul le code/)).toBeVisible()
    await expect(dialog.getByRole('button', { name: /[Ee]ffacer/ })).toHaveCount(0)
    await page.keyboard.press('Escape')
  })

  await step('her card opens it, and the code is gone', async () => {
    await page.goto(school.cardOf('Inès Benali').url)
    await page.waitForURL(/\/todo$/)
    await openWork(page, WORK)
    await expect(page.getByLabel('Ta réponse')).toHaveValue('Un merle sur le')
    await page.goto(`${school.url}/profiles`)
    await expect(page.getByRole('listitem').filter({ hasText: 'Inès Benali' })).toBeVisible()
    await expect(page.getByText('Fermé par un code')).toHaveCount(0)
  })
})

journey('it closes by itself in every tab, and keeps what was being written', async ({ school, device }) => {
  const phone = await device()
  const { page } = phone
  const { step } = journey

  await step('two tabs are open, each with her code', async () => {
    await phone.signIn(school.cardOf('Inès Benali'))
    await choose(page, 'chiffres', CODE)
    await page.getByLabel('après 1 minute').check({ force: true })
    await openWork(page, WORK)
    await page.getByLabel('Ta réponse').fill('La pluie sur')
  })

  await step('nobody touches the phone for longer than she chose', async () => {
    const other = await phone.context.newPage()
    await other.goto(page.url())
    await expectClosed(other)
    await press(other, CODE)
    await expect(other.getByLabel('Ta réponse')).toHaveValue('La pluie sur')
    // Its last touch was long ago, as far as its clock knows.
    await other.evaluate(() => localStorage.setItem('touched', String(Date.now() - 90_000)))
    for (const one of [page, other]) await expectClosed(one)
    await other.close()
  })

  await step('with the code she goes on writing where she was', async () => {
    await press(page, CODE)
    await expect(page.getByLabel('Ta réponse')).toHaveValue('La pluie sur')
  })

  await step('a tab that comes back after hours is closed', async () => {
    await page.evaluate(() => localStorage.setItem('touched', String(Date.now() - 3 * 3_600_000)))
    await page.reload()
    await expectClosed(page)
  })
})
