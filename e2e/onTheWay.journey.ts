import { expect, type Route } from '@playwright/test'
import { journey } from './journey.ts'
import { expectPictures, expectReceived, handIn, openWork, untilSeen } from './learning.ts'
import { photograph } from './photographs.ts'
import { openCopy, openDesk } from './teaching.ts'

const WORK = 'Trois fractions à comparer'
const PIECE = /\/api\/p\/[^/]+\/pieces\/[0-9a-f]{64}$/

journey(
  'while its photos are on the way, a copy is sent and not yet received, to everyone',
  async ({ school, device }) => {
    const phone = await device()
    const parent = await device()
    const laptop = await device({ width: 1280, height: 800 })
    const { page } = phone
    const { step } = journey
    const held: Route[] = []
    let holding = true
    // The context, not the page: the worker may carry them up as well.
    await phone.context.route(PIECE, (route) => (holding ? void held.push(route) : route.continue()))
    const row = parent.page.getByRole('region', { name: 'Inès Benali' }).getByRole('listitem').filter({ hasText: WORK })
    const desk = laptop.page.getByRole('row', { name: /Inès Benali/ })

    await step('the pupil reads how far her photos are', async () => {
      await phone.signIn(school.cardOf('Inès Benali'))
      await openWork(page, WORK)
      const photos = [await photograph(page, 1), await photograph(page, 2)]
      await page.locator('input[type=file][multiple]').setInputFiles(photos)
      await expect(page.getByRole('button', { name: /^Voir la photo/ })).toHaveCount(2, { timeout: 60_000 })
      await handIn(page, 'Un demi, deux tiers, cinq sixièmes.')
      const way = page.getByRole('list', { name: 'Où en est l’envoi' })
      await expect(way.getByRole('listitem').filter({ hasText: 'en cours' })).toContainText('Envoyé', {
        timeout: 60_000,
      })
      await expect(page.getByText(/^0 photos? sur 2 envoyées?$/)).toBeVisible()
      await expect(page.getByText(/^n°\s/)).toHaveCount(0)
    })

    await step('her guardian reads that it is sent', async () => {
      await parent.signIn(school.cardOf('Samira Benali'))
      await untilSeen(parent.page, row.getByText('Envoyé'))
      await expect(row.getByText(/^n°\s/)).toHaveCount(0)
    })

    await step('her teacher reads the words, and that the photos are to come', async () => {
      await laptop.signIn(school.cardOf('Mme Lopez'))
      await openDesk(laptop.page, '6e A')
      await untilSeen(laptop.page, desk.getByText('photos en route'))
      await openCopy(laptop.page, { className: '6e A', pupil: 'Inès Benali', work: WORK })
      await expect(laptop.page.getByText('Un demi, deux tiers, cinq sixièmes.')).toBeVisible()
      await expect(laptop.page.getByText(/^2 photos sont encore en route\./)).toBeVisible()
    })

    await step('the photos arrive: received on a day, at an hour, with a number', async () => {
      holding = false
      await Promise.all(held.map((route) => route.continue()))
      await expectReceived(page)
      const stamp = page.getByText('Reçu par l’école').locator('..').filter({ hasText: /n°\s/ })
      await expect(stamp).toContainText(/\d\d\/\d\d\/\d{4}, \d+\sh/)
      await untilSeen(parent.page, row.getByText(/^Reçu\sle\s.+\sà\s\d+\sh/))
      await expect(row.getByText(/^n°\s/)).toBeVisible()
      await untilSeen(laptop.page, laptop.page.getByRole('img', { name: 'Photo 1' }))
      await expectPictures(laptop.page)
    })
  },
)
