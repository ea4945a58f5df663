import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { expectPictures, expectReceived, handIn, openWork, untilSeen, writeAnswer } from './learning.ts'
import { photograph } from './photographs.ts'
import { openCopy } from './teaching.ts'

const WORK = 'Dix minutes à la fenêtre'
const OTHER = 'Trois fractions à comparer'
const TEXT = 'Par la fenêtre, un moineau et deux nuages.'

const parcel = (page: Page) => page.getByRole('main').getByRole('listitem').filter({ hasText: 'Inès Benali' })

journey(
  'a pupil leaves a shared tablet without a network: her work is sealed, and anyone carries it to the school',
  async ({ school, device }) => {
    const tablet = await device()
    const { page } = tablet
    const laptop = await device({ width: 1280, height: 800 })
    const { step } = journey

    await step('she hands in with a photo, in flight mode, and leaves a draft', async () => {
      await tablet.signIn(school.cardOf('Inès Benali'))
      await expect(page.getByText(WORK).first()).toBeVisible()
      await tablet.carried()
      await expect
        .poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)))
        .toContain('parcels')
      await tablet.line(false)
      await openWork(page, OTHER)
      await writeAnswer(page, 'Pas encore fini.')
      await openWork(page, WORK)
      await page.locator('input[type=file][multiple]').setInputFiles([await photograph(page, 1)])
      await expect(page.getByRole('button', { name: /^Voir la photo/ })).toHaveCount(1, { timeout: 60_000 })
      await handIn(page, TEXT)
    })

    await step('signing out says what would be lost, and seals the rest', async () => {
      await page.getByRole('banner').getByRole('link', { name: 'Réglages' }).click()
      await page.getByRole('button', { name: 'Se déconnecter de cet appareil' }).click()
      const dialog = page.getByRole('dialog', { name: 'Déconnecter Inès Benali' })
      await dialog.getByRole('button', { name: 'Déconnecter', exact: true }).click()
      await expect(dialog.getByText('1 envoi n’est pas encore arrivé à l’école.')).toBeVisible()
      await expect(dialog.getByText(/^1 travail n’existe que sur cet appareil/)).toBeVisible()
      await dialog.getByRole('button', { name: 'Sceller, effacer le reste et déconnecter' }).click()
      await expect(page).toHaveURL(/\/profiles$/)
      await expect(page.getByText('Personne n’est connecté sur cet appareil.')).toBeVisible()
      await expect
        .poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort()))
        .toEqual(['device', 'files', 'parcels'])
    })

    await step('whoever comes next sees that something waits, and not a word of it', async () => {
      await page.getByRole('link', { name: '1 travail scellé attend le réseau' }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'Travail scellé' })).toBeVisible()
      await expect(parcel(page)).toContainText('En attente du réseau')
      await expect(page.getByText('moineau')).toHaveCount(0)
    })

    const file = await step('it is taken out as a file', async () => {
      const saved = page.waitForEvent('download')
      await parcel(page).getByRole('button', { name: 'Garder dans un fichier' }).click()
      const download = await saved
      expect(download.suggestedFilename()).toMatch(/^Cartable - Inès Benali - .*\.cartable-scelle$/)
      return download.path()
    })

    await step('her teacher, who was given the file, brings it to the school', async () => {
      await laptop.signIn(school.cardOf('Mme Lopez'))
      await laptop.page.getByRole('link', { name: 'Apporter un fichier de travail scellé' }).click()
      await laptop.page.locator('input[type=file]').setInputFiles(file)
      await expect(laptop.page.getByText('Le fichier est pris. Il part vers l’école.')).toBeVisible()
      await expect(parcel(laptop.page)).toContainText('Reçu par l’école', { timeout: 60_000 })
      await laptop.signIn(school.cardOf('Mme Lopez'))
      await openCopy(laptop.page, { className: '6e A', pupil: 'Inès Benali', work: WORK })
      await expect(laptop.page.getByText(TEXT)).toBeVisible()
      await untilSeen(laptop.page, laptop.page.getByRole('img', { name: 'Photo 1' }))
      await expectPictures(laptop.page)
    })

    await step('the tablet finds a network: what it carries leaves too, and is not counted twice', async () => {
      await tablet.line(true)
      await expect(parcel(page)).toContainText('Reçu par l’école', { timeout: 120_000 })
      await untilSeen(laptop.page, laptop.page.getByText(TEXT))
      await expect(laptop.page.getByText(/précédentes? de la copie/)).toHaveCount(0)
      await parcel(page).getByRole('button', { name: 'Retirer de cet appareil' }).click()
      await expect(page.getByText('Aucun travail scellé sur cet appareil')).toBeVisible()
    })

    await step('she signs in again: her receipt is there', async () => {
      await tablet.signIn(school.cardOf('Inès Benali'))
      await openWork(page, WORK)
      await expectReceived(page)
      await expect(page.getByText(TEXT)).toBeVisible()
    })
  },
)
