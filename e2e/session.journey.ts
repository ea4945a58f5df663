import { expect, type Page } from '@playwright/test'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { journey } from './journey.ts'
import { expectReceived, handIn, openLesson, openWork, sendNow, untilSeen } from './learning.ts'
import type { School } from './school.ts'
import { openCopy } from './teaching.ts'

const WORK = 'Dix minutes à la fenêtre'
const OTHER = 'Trois fractions à comparer'
const EXPIRED = /^Cet appareil doit être reconnecté pour envoyer\. Rien n’est perdu/

/** What half a year without a visit does, for everyone. */
async function forgetSessions(school: School) {
  await school.kill()
  const storage = new DatabaseSync(join(school.data, 'school.sqlite'))
  storage.exec('DELETE FROM sessions')
  storage.close()
  await school.start()
}

/** Asks the school until the device knows that it wants the card again: what the operator did is taken up within seconds. */
async function expectExpired(page: Page) {
  const banner = page.getByText(EXPIRED)
  const asked = async () => {
    await sendNow(page)
    return banner.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    )
  }
  await expect.poll(asked, { timeout: 60_000 }).toBe(true)
}

async function openByHand(page: Page, link: string) {
  await page.getByLabel('Lien ou code de la fiche').fill(link)
  await page.getByRole('button', { name: 'Ouvrir le cartable' }).click()
}

/** The link of a card that the operator's command printed. */
const linkIn = (said: string): string => /http\S+\/card#\S+/.exec(said)?.[0] ?? ''

async function expectOneCopy(page: Page, work: string, text: string) {
  await openCopy(page, { className: '6e A', pupil: 'Inès Benali', work })
  await expect(page.getByText(text)).toBeVisible()
  await expect(page.getByText(/précédentes? de la copie/)).toHaveCount(0)
}

journey('a session that the school forgot holds up nothing but sending', async ({ school, device }) => {
  const phone = await device()
  const { page } = phone
  const { step } = journey
  await phone.signIn(school.cardOf('Inès Benali'))
  await expect(page.getByText(WORK).first()).toBeVisible()
  await phone.carried()

  await step('the screen asks for the card, calmly; reading, writing and handing in go on', async () => {
    await forgetSessions(school)
    await expectExpired(page)
    await openWork(page, WORK)
    await handIn(page, 'Écrit sans session.')
    await expect(page.getByText('Ton travail est sur ce téléphone. Il partira tout seul.')).toBeVisible()
    await openLesson(page, 'Les fractions', /[Pp]artag/)
    await expect(page.getByText(EXPIRED)).toBeVisible()
  })

  await step('the same card brings the session back, and what waited leaves', async () => {
    await page.getByRole('button', { name: 'J’ai ma fiche' }).click()
    await openByHand(page, school.cardOf('Inès Benali').url)
    await openWork(page, WORK)
    await expectReceived(page)
    await expect(page.getByText(EXPIRED)).toHaveCount(0)
  })

  await step('a voided card says so, and the work of its devices waits on them', async () => {
    await school.admin('cards', 'void', 'Inès Benali')
    await expectExpired(page)
    await openWork(page, OTHER)
    await handIn(page, 'Écrit après la fiche annulée.')
    const found = await device()
    await found.page.goto(school.url)
    await openByHand(found.page, school.cardOf('Inès Benali').url)
    await page.goto(school.cardOf('Inès Benali').url)
    for (const one of [page, found.page])
      await expect(one.getByText(/^Cette fiche de connexion a été annulée/)).toBeVisible()
    await page.goto(school.url)
    await page.getByRole('main').getByRole('link', { name: 'Inès Benali' }).click()
    await openWork(page, OTHER)
    await expect(page.getByText('Écrit après la fiche annulée.')).toBeVisible()
  })

  await step('a new card finds the same person here, and sends it', async () => {
    await page.goto(linkIn(await school.admin('cards', 'print', 'Inès Benali')))
    await page.waitForURL(/\/todo$/)
    await openWork(page, OTHER)
    await expectReceived(page)
    await page.goto(`${school.url}/profiles`)
    await expect(page.getByRole('main').getByRole('link', { name: 'Inès Benali' })).toHaveCount(1)
  })

  await step('the teacher has each copy once', async () => {
    const laptop = await device({ width: 1280, height: 800 })
    await laptop.signIn(school.cardOf('Mme Lopez'))
    await expectOneCopy(laptop.page, WORK, 'Écrit sans session.')
    await expectOneCopy(laptop.page, OTHER, 'Écrit après la fiche annulée.')
  })
})

journey('three devices of one pupil come to say the same; a fourth is told why not', async ({ school, device }) => {
  const card = school.cardOf('Inès Benali')
  const devices = [
    await device(),
    await device({ width: 800, height: 1100 }),
    await device({ width: 1280, height: 800 }),
  ]
  const [phone, tablet, laptop] = devices
  if (!phone || !tablet || !laptop) throw new Error('three devices were opened')
  for (const one of devices) {
    await one.signIn(card)
    await openWork(one.page, WORK)
  }

  const fourth = await device()
  await fourth.page.goto(card.url)
  await expect(fourth.page.getByText(/^Cette fiche a déjà servi sur trois appareils/)).toBeVisible()

  for (const one of [phone, tablet]) await one.line(false)
  await handIn(phone.page, 'Du téléphone, hors ligne.')
  await handIn(tablet.page, 'De la tablette, hors ligne.')
  await handIn(laptop.page, 'De l’ordinateur, en ligne.')
  await expectReceived(laptop.page)
  for (const one of [phone, tablet]) {
    await one.line(true)
    await expect(
      one.page.getByText('2 versions précédentes').or(one.page.getByText('Version précédente', { exact: true })),
    ).toBeVisible({ timeout: 60_000 })
  }
  for (const one of devices) await untilSeen(one.page, one.page.getByText('2 versions précédentes'))
  const shown = await Promise.all(
    devices.map(async ({ page }) => {
      await page.getByText('2 versions précédentes').click()
      return page
        .getByRole('main')
        .getByText(/, (hors|en) ligne\.$/)
        .allInnerTexts()
    }),
  )
  expect(shown[0]).toHaveLength(3)
  expect(new Set(shown.map((one) => one.join()))).toHaveProperty('size', 1)
})
