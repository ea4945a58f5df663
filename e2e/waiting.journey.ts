import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { expectReceived, goTo, handIn, openWork, untilSeen } from './learning.ts'

const WORK = 'Dix minutes à la fenêtre'
const DAY = 86_400_000
const OVERDUE = /^Du travail attend ici depuis \S+ \d+ \S+, et l’école ne l’a pas encore\./

/** The device's clock says so many days more from now on, and goes on from there. */
async function passDays(page: Page, days: number) {
  await page.clock.setSystemTime(Date.now() + days * DAY)
  await page.reload()
}

journey('work that has waited for three days says so, with what can be done', async ({ school, device }) => {
  const phone = await device()
  const { page } = phone
  const { step } = journey
  await phone.signIn(school.cardOf('Inès Benali'))
  await openWork(page, WORK)
  await phone.carried()
  await phone.line(false)
  await handIn(page, 'Une mouche.')

  await step('not on the second day', async () => {
    await goTo(page, 'À faire')
    await passDays(page, 2)
    await expect(page.getByRole('banner').getByRole('button', { name: '1 envoi en attente' })).toBeVisible()
    await expect(page.getByText(OVERDUE)).toHaveCount(0)
  })

  await step('on the fourth it does, at home and where one sees what waits', async () => {
    await passDays(page, 4)
    await expect(page.getByText(OVERDUE)).toBeVisible()
    await page.getByRole('button', { name: 'Voir ce qui attend' }).click()
    await expect(page.getByRole('heading', { level: 2, name: /^En attente depuis/ })).toBeVisible()
    for (const said of [/^Trouver un réseau/, /^Choisir .+Envoyer maintenant/, /^Sans réseau, garder le travail/])
      await expect(page.getByRole('listitem').filter({ hasText: said })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Envoyer maintenant' })).toBeVisible()
  })

  await step('a clock that jumped by a year does not shout', async () => {
    await passDays(page, 365)
    await expect(page.getByRole('heading', { level: 2, name: '1 chose à envoyer' })).toBeVisible()
    await expect(page.getByText(/^En attente depuis/)).toHaveCount(0)
  })

  await step('once it is received nothing waits', async () => {
    await passDays(page, 4)
    await phone.line(true)
    await untilSeen(page, page.getByText('Rien n’attend'))
    await expect(page.getByText(/^En attente depuis/)).toHaveCount(0)
    await openWork(page, WORK)
    await expectReceived(page)
  })
})
