import { expect } from '@playwright/test'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { journey } from './journey.ts'
import { expectHere, expectReceived, expectPictures, openCourse, openLesson, openWork, untilSeen } from './learning.ts'
import { photograph } from './photographs.ts'
import { expectGathered } from './stored.ts'
import { assign, bring, giveBack, makePack, openCopy, openDesk, publishTo, tomorrowAt } from './teaching.ts'

const PACK = 'Partager et placer'
const WORK = 'Trois bandes à colorier'
const COPY = 'J’ai colorié un tiers, un quart et un sixième.'
const WORDS = 'Soigneux et juste : tes parts sont égales.'

/** A folder as teachers keep them: two pages and the pictures beside them. Gone with the test. */
function folderOfPages(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'cartable-folder-'))
  for (const name of [
    'fractions-1-partager.md',
    'fractions-3-placer.md',
    'fractions-bande.png',
    'fractions-droite.png',
  ])
    cpSync(join(import.meta.dirname, '..', 'server', 'content', 'demonstration', name), join(path, name))
  return { path, remove: () => rmSync(path, { recursive: true }) }
}

journey(
  'without a network a teacher makes, publishes, gives and marks; it all leaves later',
  async ({ school, device }) => {
    const laptop = await device({ width: 1280, height: 800 })
    const phone = await device()
    const { step } = journey

    await step('her laptop has been here once; the line is cut and the browser closed', async () => {
      await laptop.signIn(school.cardOf('Mme Lopez'))
      await openDesk(laptop.page, '6e A')
      await expect(laptop.page.getByText('Les fractions').first()).toBeVisible()
      await laptop.carried()
      const address = laptop.page.url()
      await laptop.line(false)
      await laptop.restart()
      await laptop.page.goto(address)
      await expect(laptop.page.getByRole('heading', { level: 1, name: '6e A' })).toBeVisible()
    })

    await step(
      'she makes a pack of a folder, looks at it as pupils will, sees its weight and publishes it',
      async () => {
        const { page } = laptop
        const folder = folderOfPages()
        await makePack(page, { title: PACK, subject: 'Mathématiques', level: '6e' })
        await bring(page, folder.path)
        folder.remove()
        await expect(page.getByText('2 pages').first()).toBeVisible()
        await page.getByRole('button', { name: 'Voir comme un élève' }).click()
        const preview = page.getByRole('dialog', { name: `Aperçu : ${PACK}` })
        await expect(preview.locator('img').first()).toBeVisible()
        await preview.getByRole('button', { name: 'Suivant' }).click()
        await expect(preview.getByText('Page 2 sur 2')).toBeVisible()
        await page.keyboard.press('Escape')
        const panel = page.getByRole('complementary', { name: 'Publier' })
        await expect(panel.getByText(/^\d+\sko$/).first()).toBeVisible()
        await expect(panel.getByText(/\d+\ss à\s400\skbit\/s/).first()).toBeVisible()
        await publishTo(page, '6e A')
        await expect(panel.getByText('Partira dès que les fichiers seront arrivés')).toBeVisible()
      },
    )

    await step('she gives work to go with it; after another restart the screen says that all of it waits', async () => {
      await openDesk(laptop.page, '6e A')
      await assign(laptop.page, {
        title: WORK,
        pack: PACK,
        instructions: 'Lis la première page, colorie trois bandes, prends-les en photo.',
        dueAt: tomorrowAt(18),
        minutes: 20,
        expects: ['texte', 'photos'],
      })
      await expect(laptop.page.getByText(WORK).first()).toBeVisible()
      const address = laptop.page.url()
      await laptop.restart()
      await laptop.page.goto(address)
      const heading = laptop.page.getByRole('columnheader', { name: WORK })
      await expect(heading.getByText('Sur cet appareil. Partira tout seul.')).toBeVisible()
      await expect(laptop.page.getByText('Partira dès que les fichiers seront arrivés')).toBeVisible()
      await expect(laptop.page.getByText(/^Pas de réseau\. Tout ce qui est sur cet appareil/)).toBeVisible()
      await laptop.page.getByRole('banner').getByRole('button', { name: '2 envois en attente' }).click()
      await laptop.page.getByRole('button', { name: 'Voir ce qui attend' }).click()
      await expect(laptop.page.getByText(`Pochette publiée : ${PACK}`)).toBeVisible()
      await expect(laptop.page.getByText(`Travail donné : ${WORK}`)).toBeVisible()
    })

    await step('the line is back: it leaves by itself, and the pupil has the pack and the work', async () => {
      await laptop.line(true)
      await expect(laptop.page.getByText('Rien n’attend', { exact: true })).toBeVisible({ timeout: 60_000 })
      await phone.signIn(school.cardOf('Inès Benali'))
      await openCourse(phone.page, PACK)
      await expectHere(phone.page)
      await openLesson(phone.page, PACK, /[Pp]artag/)
      await expectPictures(phone.page)
    })

    await step('she hands in words and a photo', async () => {
      await openWork(phone.page, WORK)
      await phone.page.getByLabel('Ta réponse').fill(COPY)
      await phone.page.locator('input[type=file][multiple]').setInputFiles([await photograph(phone.page, 1)])
      await expect(phone.page.getByRole('button', { name: /^Voir la photo/ })).toHaveCount(1, { timeout: 60_000 })
      await phone.page.getByRole('button', { name: 'Rendre', exact: true }).click()
      await expectReceived(phone.page)
    })

    await step('the teacher sees who has the pack; the copy and its photo are on her laptop', async () => {
      const { page } = laptop
      await openDesk(page, '6e A')
      const pack = page.getByRole('article').filter({ hasText: PACK })
      await untilSeen(page, pack.getByText('1 élève sur 8 a la dernière version'))
      await pack.getByText('Voir les élèves').click()
      await expect(pack.getByRole('listitem').filter({ hasText: 'Inès Benali' })).toContainText('L’essentiel')
      const row = page.getByRole('row', { name: /Inès Benali/ })
      await expect(row.getByRole('link', { name: /À ouvrir/ })).toHaveCount(1, { timeout: 60_000 })
      await expectGathered(page, COPY)
    })

    await step('without a network again, she opens it, turns the photo, writes, grades and returns it', async () => {
      const address = laptop.page.url()
      await laptop.line(false)
      await laptop.restart()
      const { page } = laptop
      await page.goto(address)
      await openCopy(page, { className: '6e A', pupil: 'Inès Benali', work: WORK })
      await expect(page.getByText(COPY)).toBeVisible()
      await expectPictures(page)
      await page.getByRole('button', { name: 'Tourner à droite' }).click()
      await expect(page.getByRole('img', { name: 'Photo 1' })).toHaveCSS('rotate', '90deg')
      await giveBack(page, WORDS, '16,5')
      const side = page.getByRole('complementary', { name: 'Retour à l’élève' })
      await expect(side.getByText('Sur cet appareil. Partira tout seul.')).toBeVisible()
      await expect(page.getByRole('banner').getByRole('button', { name: '2 envois en attente' })).toBeVisible()
    })

    await step('the line is back, and the pupil reads who saw it and what was said of it', async () => {
      await laptop.line(true)
      await expect(laptop.page.getByText('Sur cet appareil. Partira tout seul.')).toHaveCount(0, { timeout: 60_000 })
      await untilSeen(phone.page, phone.page.getByText(WORDS))
      await expect(phone.page.getByText('16,5 sur 20').first()).toBeVisible()
      await expect(phone.page.getByText('Vu par Mme Lopez').first()).toBeVisible()
    })
  },
)
