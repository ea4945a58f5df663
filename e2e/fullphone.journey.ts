import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import {
  expectHere,
  expectReceived,
  goTo,
  handIn,
  openCourse,
  openWork,
  sendNow,
  untilSeen,
  writeAnswer,
} from './learning.ts'
import { photograph } from './photographs.ts'

const WORK = 'Trois fractions à comparer'
const COURSE = 'Les fractions'

type Room = 'none' | 'little' | 'carried' | 'enough'

/**
 * Run in each page before its own script: while there is no room the store takes nothing, and says so as browsers do; with little, it takes nothing
 * heavy; and with all of it carried by packs, no work until some of that is gone. Chromium's real quota is no use to a journey: it goes by what it measured up
 * to half a minute ago.
 */
function makeStoreFull() {
  // There is no document yet.
  const room = () => document.documentElement.dataset
  for (const way of ['put', 'add'] as const) {
    const keep = Reflect.get(IDBObjectStore.prototype, way)
    Reflect.set(IDBObjectStore.prototype, way, function (this: IDBObjectStore, ...given: [unknown, IDBValidKey?]) {
      const work = ['blobs', 'drafts', 'outbox'].includes(this.name)
      const full = { none: true, little: this.name === 'pieces', carried: work }[room()['room'] ?? '']
      if (full) throw new DOMException('no room', 'QuotaExceededError')
      return keep.apply(this, given)
    })
  }
  const remove = Reflect.get(IDBObjectStore.prototype, 'delete')
  Reflect.set(IDBObjectStore.prototype, 'delete', function (this: IDBObjectStore, ...given: [IDBValidKey]) {
    if (this.name === 'pieces' && room()['room'] === 'carried') room()['room'] = 'enough'
    return remove.apply(this, given)
  })
}

async function leave(page: Page, room: Room) {
  await page.locator('html').evaluate((root, room) => (root.dataset['room'] = room), room)
}

journey(
  'on a full phone nothing that is written is lost, and each thing that cannot be kept says so',
  async ({ school, device }) => {
    const phone = await device()
    await phone.page.addInitScript(makeStoreFull)
    const { page } = phone
    const { step } = journey
    const answer = page.getByLabel('Ta réponse')

    await step('a draft, a photo, a copy', async () => {
      await phone.signIn(school.cardOf('Inès Benali'))
      await openCourse(page, COURSE)
      await expectHere(page)
      await openWork(page, WORK)
      await writeAnswer(page, 'Un demi')
      await leave(page, 'none')
      await answer.fill('Un demi, deux tiers')
      const alert = page
        .getByRole('alert')
        .filter({ hasText: 'La place manque sur cet appareil : rien n’a été enregistré.' })
      await expect(alert).toContainText('Ce que tu as écrit est encore là, sur cette page.')
      await page
        .locator('input[type=file][multiple]')
        .setInputFiles([await photograph(page, 1, { width: 1_600, height: 1_200 })])
      await expect(
        page.getByText('Plus de place sur ce téléphone. Supprime un cours, puis reprends la photo.'),
      ).toBeVisible({ timeout: 60_000 })
      await page.getByRole('button', { name: 'Rendre', exact: true }).click()
      await page.getByRole('button', { name: 'Rendre quand même' }).click()
      await expect(alert.first()).toBeVisible()
      await expect(answer).toHaveValue('Un demi, deux tiers')
    })

    await step('with room again it is kept by itself, and leaves', async () => {
      await leave(page, 'enough')
      await answer.fill('Un demi, deux tiers, cinq sixièmes')
      await expect(page.getByText(/^Enregistré sur cet appareil à/)).toBeVisible()
      await expect(page.getByRole('alert').filter({ hasText: 'La place manque' })).toHaveCount(0)
      await page.getByRole('button', { name: 'Supprimer la photo 1' }).click()
      await page.getByRole('button', { name: 'Rendre', exact: true }).click()
      await expectReceived(page)
      await expect(page.getByText('Un demi, deux tiers, cinq sixièmes')).toBeVisible()
    })

    await step('a course stops where the room ends, says so, and goes on when there is more', async () => {
      await openCourse(page, COURSE)
      const download = page.locator('section.download')
      await download.getByRole('button', { name: 'Supprimer de cet appareil' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click()
      await expect(download.getByText('Pas sur cet appareil', { exact: true })).toBeVisible()
      await leave(page, 'none')
      await download.getByRole('button', { name: /^Télécharger \(/ }).click()
      await expect(page.getByText(/rien n’a été enregistré\. Supprimer un cours en fera\.$/)).toBeVisible()
      await expect(download.getByText('Pas sur cet appareil', { exact: true })).toBeVisible()
      await leave(page, 'little')
      await download.getByRole('button', { name: /^Télécharger \(/ }).click()
      await expect(download.getByText('Arrêté', { exact: true })).toBeVisible({ timeout: 60_000 })
      await expect(download.getByText('La place manque sur cet appareil. Supprimer un cours en fera.')).toBeVisible()
      await leave(page, 'enough')
      // By itself: at the next round, whoever asks for it.
      await untilSeen(page, page.getByText(/^Sur cet appareil/).first())
    })

    await step(
      'with all the room carried by lessons, a photo takes that of their pictures; the words stay',
      async () => {
        await openWork(page, 'Dix minutes à la fenêtre')
        await leave(page, 'carried')
        await page
          .locator('input[type=file][multiple]')
          .setInputFiles([await photograph(page, 2, { width: 1_600, height: 1_200 })])
        await expect(page.getByRole('button', { name: /^Voir la photo/ })).toHaveCount(1, { timeout: 60_000 })
        await handIn(page, 'Une mouche, et le bruit du vent.')
        await expectReceived(page)
        await goTo(page, 'Cours')
        const gaveWay = page
          .getByRole('listitem')
          .filter({ hasText: 'Ses images ont laissé leur place au travail à rendre.' })
        await expect(gaveWay).toHaveCount(1)
        await gaveWay.getByRole('link').first().click()
        const download = page.locator('section.download')
        await expect(download.getByText('Arrêté', { exact: true })).toBeVisible()
        await page.getByRole('main').getByRole('list').getByRole('link').first().click()
        await expect(page.getByRole('main').getByRole('article')).toContainText(/\w/)
        await page.goBack()
        await download.getByRole('button', { name: 'Reprendre' }).click()
        await expectHere(page)
      },
    )

    await step('what the school says cannot be kept either, and that is said until it can', async () => {
      const said = page.getByText(/^Ce que l’école envoie n’arrive plus/)
      await leave(page, 'none')
      await sendNow(page)
      await expect(said).toBeVisible()
      await leave(page, 'enough')
      await sendNow(page)
      await expect(said).toHaveCount(0)
    })

    // A round that met the full store says so in the console, and was tried again: that is no fault of the page.
    const faults = phone.complaints.filter((said) => !said.startsWith('QuotaExceededError'))
    phone.complaints.splice(0, Infinity, ...faults)
  },
)
