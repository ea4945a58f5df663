import { expect } from '@playwright/test'
import { journey } from './journey.ts'
import { expectReceived, handIn, openWork, writeAnswer } from './learning.ts'
import { badBuild, DIST } from './nextBuild.ts'

const WORK = 'Dix minutes à la fenêtre'
const OTHER = 'Trois fractions à comparer'

journey(
  'a build that does not start is taken back: the phone finds the way out by itself',
  async ({ school, device }) => {
    const phone = await device()
    const bad = badBuild()
    const { page } = phone
    const { step } = journey

    await step('something is being written, and something waits', async () => {
      await phone.signIn(school.cardOf('Inès Benali'))
      await expect(page.getByText(WORK).first()).toBeVisible()
      await phone.carried()
      await phone.context.route(/\/push$/, (route) => route.abort())
      await openWork(page, OTHER)
      await handIn(page, 'Rendu avant la panne.')
      await openWork(page, WORK)
      await writeAnswer(page, 'Une mouche sur la vitre.')
    })

    await step('the school serves a build that fails at its first line, and she takes it', async () => {
      await school.kill()
      await school.start({ CARTABLE_DIST: bad.dist })
      const second = await phone.context.newPage()
      await second.goto(page.url())
      await second.close()
      await page.getByRole('button', { name: 'Mettre à jour' }).click({ timeout: 90_000 })
      await expect(page.locator('#app > *')).toHaveCount(0)
      await expect.poll(() => phone.complaints.join()).toContain('a bad build')
    })

    await step('the school goes back to the build before: she opens the page again, and it comes back', async () => {
      await school.kill()
      await school.start({ CARTABLE_DIST: DIST })
      await page.reload()
      await expect(page.getByLabel('Ta réponse')).toHaveValue('Une mouche sur la vitre.', { timeout: 120_000 })
      phone.complaints.length = 0
    })

    await step('what waited is there, and leaves', async () => {
      await phone.context.unroute(/\/push$/)
      await openWork(page, OTHER)
      await expectReceived(page)
    })
    bad.remove()
  },
)
