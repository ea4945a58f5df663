import { expect } from '@playwright/test'
import { journey } from './journey.ts'
import { expectPictures, expectReceived, handIn, openWork, writeAnswer } from './learning.ts'
import { photograph } from './photographs.ts'

const WORK = 'Dix minutes à la fenêtre'
const OTHER = 'Trois fractions à comparer'

journey(
  'the browser is killed as soon as it has said that something is kept: it is there',
  async ({ school, device }) => {
    const phone = await device()
    const { step } = journey
    await phone.signIn(school.cardOf('Inès Benali'))
    await openWork(phone.page, WORK)
    const work = phone.page.url()
    await openWork(phone.page, OTHER)
    const other = phone.page.url()
    await phone.carried()
    // Chromium writes a cookie down only half a minute after it came, or when it is closed; without it the card would be asked for again.
    await phone.restart()
    await phone.line(false)

    await step('what is being written', async () => {
      await phone.page.goto(work)
      await writeAnswer(phone.page, 'Une mouche sur la vitre.')
      await phone.crash()
      await phone.page.goto(work)
      await expect(phone.page.getByLabel('Ta réponse')).toHaveValue('Une mouche sur la vitre.')
    })

    await step('what was handed in', async () => {
      await handIn(phone.page, 'Une mouche sur la vitre.')
      await phone.crash()
      await phone.page.goto(work)
      await expect(phone.page.getByText('Ton travail est sur ce téléphone. Il partira tout seul.')).toBeVisible()
      await expect(phone.page.getByText('Une mouche sur la vitre.')).toBeVisible()
      await expect(phone.page.getByLabel('Ta réponse')).toHaveCount(0)
    })

    await step('a photo, and the copy that holds it', async () => {
      await phone.page.goto(other)
      await phone.page.locator('input[type=file][multiple]').setInputFiles([await photograph(phone.page, 1)])
      await expect(phone.page.getByText(/^Enregistré sur cet appareil à/)).toBeVisible({ timeout: 60_000 })
      await phone.crash()
      await phone.page.goto(other)
      await expectPictures(phone.page)
      await phone.page.getByRole('button', { name: 'Rendre', exact: true }).click()
      await expect(phone.page.getByRole('button', { name: 'Changer ma copie' })).toBeVisible()
      await phone.crash()
    })

    await step('with the network all of it arrives', async () => {
      await phone.line(true)
      for (const address of [work, other]) {
        await phone.page.goto(address)
        await expectReceived(phone.page)
      }
    })
  },
)
