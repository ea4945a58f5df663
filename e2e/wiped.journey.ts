import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { expectReceived, handIn, openWork, receiptOf, writeAnswer } from './learning.ts'

const WORK = 'Dix minutes à la fenêtre'
const OTHER = 'Trois fractions à comparer'
const ERASED = 'Le navigateur a effacé ce que cet appareil gardait'

/** What was noted apart says so much by now: it is written a moment after what it tells of. */
async function expectNoted(page: Page, told: RegExp) {
  await expect.poll(() => page.evaluate(() => localStorage.getItem('marks') ?? '')).toMatch(told)
}

journey(
  'a browser that clears the store is found out: what the school had comes back, the rest is said',
  async ({ school, device }) => {
    const phone = await device()
    const { step } = journey
    const card = school.cardOf('Inès Benali')
    const erased = () => phone.page.getByRole('heading', { level: 1, name: ERASED })
    let number = ''
    let bookmark = ''

    await step('one copy is received, one has not left when the browser clears everything', async () => {
      await phone.signIn(card)
      await openWork(phone.page, WORK)
      await handIn(phone.page, 'Une mouche, puis un moineau.')
      await expectReceived(phone.page)
      number = await receiptOf(phone.page)
      await phone.carried()
      await phone.line(false)
      await openWork(phone.page, OTHER)
      await handIn(phone.page, 'Un demi.')
      await expectNoted(phone.page, /"waiting":1/)
      bookmark = phone.page.url()
      await phone.wipe('IndexedDB')
    })

    await step('the next start says it: for whom, what comes back, what was lost at most', async () => {
      await phone.line(true)
      await phone.page.goto(school.url)
      await expect(erased()).toBeVisible()
      const main = phone.page.getByRole('main')
      await expect(main.getByText('Inès Benali')).toBeVisible()
      await expect(main.getByText(/^1 envoi qui n’était pas arrivé à l’école, fait \S+ \d+ \S+ à \d+\sh/)).toBeVisible()
      await expect(main.getByText(/Il suffit de rouvrir la fiche de connexion\.$/)).toBeVisible()
      await expect(main.getByText('Pour que cela n’arrive plus')).toBeVisible()
      await phone.page.goto(bookmark)
      await expect(erased()).toBeVisible()
    })

    await step('the card brings back the copy, its words and its receipt, and nothing is said any more', async () => {
      await phone.signIn(card)
      await openWork(phone.page, WORK)
      await expect(phone.page.getByText('Une mouche, puis un moineau.')).toBeVisible()
      expect(await receiptOf(phone.page)).toBe(number)
      await openWork(phone.page, OTHER)
      await expect(phone.page.getByLabel('Ta réponse')).toHaveValue('')
      await phone.page.goto(school.url)
      await expect(phone.page.getByRole('main').getByRole('link', { name: 'Inès Benali' })).toBeVisible()
      await expect(erased()).toHaveCount(0)
    })

    await step('it is the same device as before: no other place on the card is taken', async () => {
      await phone.signIn(card)
      await phone.page.getByRole('banner').getByRole('link', { name: 'Réglages' }).click()
      await expect(phone.page.getByText(/^Cet appareil · /)).toBeVisible()
      await expect(phone.page.getByRole('button', { name: /^Retirer/ })).toHaveCount(0)
    })

    await step(
      'cleared of all that pages write, as after seven days, it still knows that somebody was here',
      async () => {
        await expectNoted(phone.page, /Inès/)
        await phone.wipe('IndexedDB', 'Local Storage')
        await phone.page.goto(school.url)
        await expect(erased()).toBeVisible()
        await expect(
          phone.page.getByText(/^Ce qui n’était pas encore arrivé à l’école, et les brouillons\./),
        ).toBeVisible()
        await phone.page.getByRole('button', { name: 'Ne plus afficher ce message' }).click()
        await expect(
          phone.page.getByRole('heading', { level: 1, name: 'Le cartable qui marche sans réseau' }),
        ).toBeVisible()
        await phone.page.reload()
        await expect(erased()).toHaveCount(0)
      },
    )
  },
)

journey('nothing of it is said to who signed out, or whose store is whole', async ({ school, device }) => {
  const phone = await device()
  const erased = () => phone.page.getByRole('heading', { name: ERASED })
  await phone.signIn(school.cardOf('Inès Benali'))
  await openWork(phone.page, WORK)
  await writeAnswer(phone.page, 'Une mouche.')
  await expectNoted(phone.page, /Inès/)
  await phone.restart()
  await phone.page.goto(school.url)
  await phone.page.getByRole('main').getByRole('link', { name: 'Inès Benali' }).click()
  await openWork(phone.page, WORK)
  await expect(phone.page.getByLabel('Ta réponse')).toHaveValue('Une mouche.')

  await phone.page.goto(`${school.url}/profiles`)
  await phone.page.getByRole('button', { name: 'Déconnecter Inès Benali' }).click()
  const dialog = phone.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Déconnecter', exact: true }).click()
  await dialog.getByRole('button', { name: 'Tout effacer et déconnecter' }).click()
  await expect(phone.page.getByText('Personne n’est connecté sur cet appareil.')).toBeVisible()
  await phone.restart()
  await phone.page.goto(school.url)
  await expect(phone.page.getByRole('heading', { level: 1, name: 'Le cartable qui marche sans réseau' })).toBeVisible()
  await expect(erased()).toHaveCount(0)
})
