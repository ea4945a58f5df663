import { expect, type BrowserContext, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { expectReceived, handIn, openWork, writeAnswer } from './learning.ts'
import { openCopy } from './teaching.ts'

const WORK = 'Dix minutes à la fenêtre'
const OTHER = 'Trois fractions à comparer'

/** Slows every turn of a device down, so that two that overlapped would be seen, and counts them. */
async function countTurns(context: BrowserContext): Promise<{ most: number; all: number }> {
  const seen = { now: 0, most: 0, all: 0 }
  await context.route(/\/api\/p\/[^/]+\/(push|poll)$/, async (route) => {
    seen.all += 1
    seen.now += 1
    seen.most = Math.max(seen.most, seen.now)
    try {
      const response = await route.fetch()
      await new Promise((resolve) => setTimeout(resolve, 300))
      await route.fulfill({ response })
    } finally {
      seen.now -= 1
    }
  })
  return seen
}

const answer = (page: Page) => page.getByLabel('Ta réponse')

journey('two tabs of one pupil are one pupil', async ({ school, device }) => {
  const phone = await device()
  const { step } = journey
  const first = phone.page
  await phone.signIn(school.cardOf('Inès Benali'))
  await openWork(first, WORK)
  const second = await phone.context.newPage()
  await second.goto(first.url())

  await step('what is written in one shows in the other, and goes on there', async () => {
    await writeAnswer(first, 'Une mouche sur la vitre.')
    await expect(answer(second)).toHaveValue('Une mouche sur la vitre.')
    await writeAnswer(second, 'Une mouche sur la vitre, et du thym.')
    await expect(answer(first)).toHaveValue('Une mouche sur la vitre, et du thym.')
  })

  await step('handed in from both at once, it is there, and one turn is taken at a time', async () => {
    const turns = await countTurns(phone.context)
    const buttons = [first, second].map((tab) => tab.getByRole('button', { name: 'Rendre', exact: true }))
    // Pressed as they are: a click would wait until a tab in the background is drawn, and find the button gone.
    await Promise.all(buttons.map((button) => button.evaluate((pressed: HTMLButtonElement) => pressed.click())))
    for (const tab of [first, second]) {
      await expectReceived(tab)
      await expect(answer(tab)).toHaveCount(0)
      await expect(tab.getByText('Une mouche sur la vitre, et du thym.').first()).toBeVisible()
    }
    expect(turns.all).toBeGreaterThan(0)
    expect(turns.most).toBe(1)
    await phone.context.unrouteAll({ behavior: 'wait' })
  })

  await step('without a network both write; one is closed; all of it arrives', async () => {
    await phone.line(false)
    await first.getByRole('button', { name: 'Changer ma copie' }).click()
    await handIn(first, 'Une mouche sur la vitre, du thym, une toile.')
    await openWork(second, OTHER)
    await handIn(second, 'La moitié, puis deux tiers.')
    await expect(first.getByText('2 envois en attente').first()).toBeAttached()
    await second.close()
    await phone.line(true)
    await expectReceived(first)
    await openWork(first, OTHER)
    await expectReceived(first)
  })

  await step('the teacher has each of them once', async () => {
    await openWork(first, WORK)
    const earlier = await first.getByText(/^(Version précédente|2 versions précédentes)$/).innerText()
    const laptop = await device({ width: 1280, height: 800 })
    await laptop.signIn(school.cardOf('Mme Lopez'))
    await openCopy(laptop.page, { className: '6e A', pupil: 'Inès Benali', work: WORK })
    await expect(laptop.page.getByText('Une mouche sur la vitre, du thym, une toile.')).toBeVisible()
    await expect(laptop.page.getByText(`${earlier} de la copie`, { exact: true })).toBeVisible()
    await openCopy(laptop.page, { className: '6e A', pupil: 'Inès Benali', work: OTHER })
    await expect(laptop.page.getByText('La moitié, puis deux tiers.')).toBeVisible()
    await expect(laptop.page.getByText(/précédentes? de la copie/)).toHaveCount(0)
  })
})
