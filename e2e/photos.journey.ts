import { expect } from '@playwright/test'
import { journey } from './journey.ts'
import { expectReceived, openWork, writeAnswer } from './learning.ts'
import { photograph } from './photographs.ts'
import { programFile, textFile, wallPicture } from './strange.ts'

const WORK = 'Trois fractions à comparer'

journey(
  'what is no photo, or far too large a one, gets a sentence; the draft and the good photos stay',
  async ({ school, device }) => {
    const phone = await device()
    await phone.signIn(school.cardOf('Inès Benali'))
    const { page } = phone
    await openWork(page, WORK)
    await writeAnswer(page, 'Un demi, deux tiers, cinq sixièmes.')
    const photos = page.getByRole('group', { name: 'Les photos de ton cahier' })
    const album = page.locator('input[type=file][multiple]')
    const kept = photos.getByRole('button', { name: /^Voir la photo/ })

    await album.setInputFiles([
      textFile('cahier.jpg', 'Ceci est une liste de courses.', 'image/jpeg'),
      programFile('jeu.jpg', 'image/jpeg'),
      // 144 megapixels: opening it would take more memory than a small phone has.
      wallPicture('fresque.png', 12_000, 12_000),
      // Forty: a recent phone's own camera makes these.
      wallPicture('mur.png', 8_000, 5_000),
    ])
    await expect(photos.getByText('Ce fichier n’est pas une photo.')).toBeVisible({ timeout: 60_000 })
    await expect(photos.getByText('Ce fichier est un programme, pas une photo.')).toBeVisible()
    await expect(photos.getByText('Cette photo est trop grande pour ce téléphone.')).toBeVisible()
    await expect(kept).toHaveCount(1, { timeout: 60_000 })
    const side = await kept.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth)
    expect(side).toBeLessThanOrEqual(2_000)
    await expect(page.getByLabel('Ta réponse')).toHaveValue('Un demi, deux tiers, cinq sixièmes.')

    // Gently: what could not be added is said once more before it leaves without.
    await album.setInputFiles([await photograph(page, 1, { width: 1_600, height: 1_200 })])
    await expect(kept).toHaveCount(2, { timeout: 60_000 })
    await page.getByRole('button', { name: 'Rendre', exact: true }).click()
    await expect(page.getByText('Une photo n’a pas pu être ajoutée.')).toBeVisible()
    await page.getByRole('button', { name: 'Rendre quand même' }).click()
    await expectReceived(page)
    await expect(page.getByRole('button', { name: /^Voir la photo/ })).toHaveCount(2)
  },
)
