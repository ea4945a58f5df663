import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { expectReceived, handIn, openWork, writeAnswer } from './learning.ts'
import { openCopy } from './teaching.ts'

const WORK = 'Dix minutes à la fenêtre'
const OTHER = 'Trois fractions à comparer'

/** From any page of a person: the name at its top leads to the others. */
async function changeTo(page: Page, name: string) {
  await page.getByRole('banner').getByRole('link', { name: '(changer de personne)' }).click()
  await page.getByRole('main').getByRole('link', { name }).click()
  await expect(page.getByRole('banner')).toContainText(name)
  await page.waitForURL(/\/todo$/)
}

/** All that the room of what waits shows, folds included. */
async function readWaiting(page: Page): Promise<string> {
  await page.getByRole('banner').getByRole('button', { name: '1 envoi en attente' }).click()
  await page.getByRole('button', { name: 'Voir ce qui attend' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Ce qui attend' })).toBeVisible()
  await expect(page.getByRole('heading', { level: 2, name: '1 chose à envoyer' })).toBeVisible()
  await page.getByText('Ce qui a été écrit').click()
  await expect(page.getByRole('button', { name: 'Copier le texte' })).toBeVisible()
  return (await page.getByRole('main').textContent()) ?? ''
}

journey(
  'two pupils share a phone: each has a bag, and each one’s work leaves under their own name',
  async ({ school, device }) => {
    const phone = await device()
    const { page } = phone
    const { step } = journey
    await phone.signIn(school.cardOf('Adam Benali'))
    await expect(page.getByText(WORK).first()).toBeVisible()
    await phone.signIn(school.cardOf('Inès Benali'))
    await expect(page.getByText(WORK).first()).toBeVisible()
    await phone.carried()

    await step('without a network, each writes the same work on the same phone', async () => {
      await phone.line(false)
      await openWork(page, WORK)
      await handIn(page, 'Inès a vu une mouche.')
      await openWork(page, OTHER)
      await writeAnswer(page, 'Inès commence par la moitié.')
      await changeTo(page, 'Adam Benali')
      await openWork(page, WORK)
      await expect(page.getByLabel('Ta réponse')).toHaveValue('')
      await handIn(page, 'Adam a vu un moineau.')
      await openWork(page, OTHER)
      await expect(page.getByLabel('Ta réponse')).toHaveValue('')
    })

    await step('neither sees what the other has waiting', async () => {
      const ofAdam = await readWaiting(page)
      expect(ofAdam).toContain('Adam a vu un moineau.')
      expect(ofAdam).not.toContain('Inès')
      await changeTo(page, 'Inès Benali')
      const ofInes = await readWaiting(page)
      expect(ofInes).toContain('Inès a vu une mouche.')
      expect(ofInes).not.toContain('Adam')
    })

    await step('nobody can be signed out while their work waits', async () => {
      await page.goto(`${school.url}/profiles`)
      await page.getByRole('button', { name: 'Déconnecter Inès Benali' }).click()
      const dialog = page.getByRole('dialog', { name: 'Déconnecter Inès Benali' })
      await dialog.getByRole('button', { name: 'Déconnecter', exact: true }).click()
      await expect(dialog.getByText('1 envoi n’est pas encore arrivé à l’école.')).toBeVisible()
      await expect(dialog.getByRole('button', { name: /^(Déconnecter|Tout effacer)/ })).toHaveCount(0)
      await dialog.getByRole('button', { name: 'Rester connecté' }).click()
    })

    await step('the network comes back while Adam reads: what both did leaves', async () => {
      await page.getByRole('main').getByRole('link', { name: 'Adam Benali' }).click()
      await openWork(page, WORK)
      await phone.line(true)
      await expectReceived(page)
      await changeTo(page, 'Inès Benali')
      await openWork(page, WORK)
      await expectReceived(page)
      const laptop = await device({ width: 1280, height: 800 })
      await laptop.signIn(school.cardOf('Mme Lopez'))
      for (const [pupil, text] of [
        ['Inès Benali', 'Inès a vu une mouche.'],
        ['Adam Benali', 'Adam a vu un moineau.'],
      ] as const) {
        await openCopy(laptop.page, { className: '6e A', pupil, work: WORK })
        await expect(laptop.page.getByText(text)).toBeVisible()
        await expect(laptop.page.getByText(/précédentes? de la copie/)).toHaveCount(0)
      }
    })

    await step('what Inès did not hand in is not thrown away unasked; signing her out leaves Adam whole', async () => {
      await page.getByRole('banner').getByRole('link', { name: 'Réglages' }).click()
      await page.getByRole('button', { name: 'Se déconnecter de cet appareil' }).click()
      const dialog = page.getByRole('dialog', { name: 'Déconnecter Inès Benali' })
      await dialog.getByRole('button', { name: 'Déconnecter', exact: true }).click()
      await expect(dialog.getByText(/^1 travail n’existe que sur cet appareil/)).toBeVisible()
      await dialog.getByRole('button', { name: 'Tout effacer et déconnecter' }).click()
      await expect(page).toHaveURL(/\/profiles$/)
      await expect(page.getByRole('main').getByRole('link')).toContainText(['Adam Benali'])
      await expect(page.getByRole('main').getByText('Inès Benali')).toHaveCount(0)
      await expect
        .poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort()))
        .toEqual(['device', 'files', 'parcels', expect.stringMatching(/^profile-/)])
      await phone.line(false)
      expect(await phone.traces('À faire'), 'what the application says is found').not.toEqual([])
      for (const words of ['a vu une mouche', 'commence par la moiti'])
        expect([words, await phone.traces(words)]).toEqual([words, []])
      // Her name was noted apart from the store; what is deleted there too, the browser writes over when it likes.
      const named = await phone.traces('Inès Benali')
      expect(named.filter((path) => !path.includes('Local Storage'))).toEqual([])
      await phone.page.goto(school.url)
      expect(await phone.page.evaluate(() => JSON.stringify(localStorage))).not.toContain('Inès')
      await phone.page.getByRole('main').getByRole('link', { name: 'Adam Benali' }).click()
      await openWork(phone.page, WORK)
      await expectReceived(phone.page)
    })
  },
)
