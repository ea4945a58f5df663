import { expect, type Page } from '@playwright/test'
import { zipSync } from 'fflate'
import { readFileSync } from 'node:fs'
import { demonstration } from './fixtures.ts'
import { journey } from './journey.ts'
import { expectReceived, openWork, untilSeen } from './learning.ts'
import { bring, dayAt, expectBrought, makePack, openDesk, writeAssignment } from './teaching.ts'

const WORK = 'Le tableau de conversion'

/** Lets files go over the page, as from the desktop: through the browser's own drag, folders included. */
async function dropFiles(page: Page, files: string[]) {
  const box = await page.getByRole('region', { name: 'Fichiers de la pochette' }).boundingBox()
  if (box === null) throw new Error('there is nowhere to drop files')
  const browser = await page.context().newCDPSession(page)
  const at = { x: box.x + box.width / 2, y: box.y + 20, data: { items: [], files, dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await browser.send('Input.dispatchDragEvent', { type, ...at })
}

journey('a pack is made of a zip that is picked, then of files that are dropped', async ({ school, device }) => {
  const laptop = await device({ width: 1280, height: 800 })
  const { page } = laptop
  await laptop.signIn(school.cardOf('Mme Lopez'))
  await makePack(page, { title: 'Partager et placer', subject: 'Mathématiques', level: '6e' })
  const names = ['fractions-1-partager.md', 'fractions-3-placer.md', 'fractions-bande.png', 'fractions-droite.png']
  const inside = names.map((name) => [`fractions/${name}`, new Uint8Array(readFileSync(demonstration(name)))] as const)
  const zip = Buffer.from(zipSync(Object.fromEntries(inside)))
  await bring(page, [{ name: 'fractions.zip', mimeType: 'application/zip', buffer: zip }])
  await expect(page.getByRole('heading', { name: '2 pages' })).toBeVisible()
  await dropFiles(page, ['fractions-2-comparer.md', 'fractions-mur.png', 'fractions-fiche.pdf'].map(demonstration))
  await expectBrought(page)
  await expect(page.getByRole('heading', { name: '4 pages' })).toBeVisible()
  await page.getByRole('button', { name: 'Voir comme un élève' }).click()
  const preview = page.getByRole('dialog', { name: 'Aperçu : Partager et placer' })
  await expect(preview.getByText('Page 1 sur 4')).toBeVisible()
  const picture = preview.locator('img').first()
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
})

journey('work whose date has passed is given with a warning, and handed in on paper', async ({ school, device }) => {
  const laptop = await device({ width: 1280, height: 800 })
  const phone = await device()
  const parent = await device()
  const { step } = journey

  await step('the form says that the date has passed, and lets her', async () => {
    await laptop.signIn(school.cardOf('Mme Lopez'))
    await openDesk(laptop.page, '6e A')
    await writeAssignment(laptop.page, {
      title: WORK,
      instructions: 'Sur ton cahier.',
      dueAt: dayAt(-1, 18),
      minutes: 10,
      expects: ['papier'],
      counts: 'l’école l’a reçu',
    })
    await expect(laptop.page.getByText(/^Cette date est passée/)).toBeVisible()
    await laptop.page.getByRole('button', { name: 'Donner ce travail' }).click()
    await expect(laptop.page.getByText(WORK).first()).toBeAttached()
  })

  await step('the pupil says that it is done on paper', async () => {
    await phone.signIn(school.cardOf('Inès Benali'))
    await untilSeen(phone.page, phone.page.getByRole('link', { name: WORK }).first())
    await openWork(phone.page, WORK)
    await expect(phone.page.getByText('C’est l’heure d’arrivée à l’école qui compte.')).toBeVisible()
    await phone.page.getByLabel('Je l’ai fait sur papier').check()
    await phone.page.getByRole('button', { name: 'Rendre', exact: true }).click()
    await expectReceived(phone.page)
    await expect(phone.page.getByText('Fait sur papier')).toBeVisible()
  })

  await step('the teacher and the guardian read it', async () => {
    await untilSeen(laptop.page, laptop.page.getByText('1 sur papier'))
    await parent.signIn(school.cardOf('Samira Benali'))
    const row = parent.page.getByRole('region', { name: 'Inès Benali' }).getByRole('link', { name: WORK })
    await untilSeen(parent.page, row)
    await row.click()
    await expect(parent.page.getByText('Fait sur papier')).toBeVisible()
  })
})
