import { expect } from '@playwright/test'
import { journey } from './journey.ts'
import { expectReceived, handIn, openWork, receiptOf, sendNow, untilSeen } from './learning.ts'
import { photograph } from './photographs.ts'
import { assign, giveBack, openCopy, openDesk, tomorrowAt } from './teaching.ts'

const WORK = 'Dix minutes à la fenêtre'
const LATE = 'Lire des fractions'

journey(
  'a copy is handed in again and again until it is returned, and every version stays',
  async ({ school, device }) => {
    const laptop = await device({ width: 1280, height: 800 })
    const phone = await device()
    const { page } = phone
    const { step } = journey

    await step('the pupil hands in, then hands in again: two receipts', async () => {
      await phone.signIn(school.cardOf('Inès Benali'))
      await openWork(page, WORK)
      await handIn(page, 'Un merle, sur le muret.')
      const first = await receiptOf(page)
      await page.getByRole('button', { name: 'Changer ma copie' }).click()
      await expect(page.getByLabel('Ta réponse')).toHaveValue('Un merle, sur le muret.')
      await handIn(page, 'Un merle et deux moineaux, sur le muret.')
      await receiptOf(page, first)
      await expect(page.getByText('Un merle et deux moineaux, sur le muret.')).toBeVisible()
      await page.getByText('Version précédente').click()
      await expect(page.getByText('Un merle, sur le muret.')).toBeVisible()
      await expect(page.getByText(first)).toBeVisible()
    })

    await step(
      'the teacher reads the last one and can unfold the one before; the pupil knows that it was seen',
      async () => {
        await laptop.signIn(school.cardOf('Mme Lopez'))
        await openDesk(laptop.page, '6e A')
        await openCopy(laptop.page, { className: '6e A', pupil: 'Inès Benali', work: WORK })
        await expect(laptop.page.getByText('Un merle et deux moineaux, sur le muret.')).toBeVisible()
        await expect(laptop.page.getByText('Un merle, sur le muret.')).toBeHidden()
        await laptop.page.getByText('Version précédente de la copie').click()
        await expect(laptop.page.getByText('Un merle, sur le muret.')).toBeVisible()
        await expect(laptop.page.getByText('Ouverte par Mme Lopez').first()).toBeVisible()
        await untilSeen(page, page.getByText('Vu par Mme Lopez').first())
      },
    )

    await step(
      'a third one is written in flight mode while the teacher returns the second: it is refused, in words, and kept',
      async () => {
        await phone.carried()
        await phone.line(false)
        await page.getByRole('button', { name: 'Changer ma copie' }).click()
        await handIn(page, 'Trois moineaux, en fait.')
        await expect(page.getByText('Ton travail est sur ce téléphone. Il partira tout seul.')).toBeVisible()
        await giveBack(laptop.page, 'Belle observation.', '15')
        await expect(laptop.page.getByText('Sur cet appareil. Partira tout seul.')).toHaveCount(0, { timeout: 60_000 })
        await phone.line(true)
        await expect(page.getByRole('heading', { name: 'Cette copie n’a pas été reçue' })).toBeVisible({
          timeout: 60_000,
        })
        await expect(
          page.getByText('Le professeur a déjà rendu cette copie. Ce qui a été écrit reste ici et peut être exporté.'),
        ).toBeVisible()
        await page.getByText('Voir ce que tu avais écrit').click()
        await expect(page.getByText('Trois moineaux, en fait.')).toBeVisible()
      },
    )

    await step(
      'once returned, the copy is closed: what was said is there, and nothing offers to change it',
      async () => {
        await expect(page.getByText('Belle observation.')).toBeVisible()
        await expect(page.getByText('15 sur 20').first()).toBeVisible()
        await expect(page.getByText('Un merle et deux moineaux, sur le muret.')).toBeVisible()
        await expect(page.getByRole('button', { name: 'Changer ma copie' })).toHaveCount(0)
        await expect(page.getByRole('button', { name: 'Rendre', exact: true })).toHaveCount(0)
      },
    )

    await step('what was refused is put away and taken out again; nowhere is it said to be at the school', async () => {
      await page.goto(page.url().replace(/\/work\/.*/, '/waiting'))
      const inSight = page.getByRole('heading', { level: 2, name: '1 chose refusée' })
      await expect(inSight).toBeVisible()
      await page.getByRole('button', { name: 'Ranger' }).click()
      await expect(inSight).toHaveCount(0)
      await expect(page.getByText('Rangé au bas de cette page')).toBeVisible()
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
      await expect(page.getByText('Rien n’attend', { exact: true })).toBeVisible()
      await expect(page.getByText('Tout ce qui a été fait sur cet appareil est à l’école.')).toHaveCount(0)
      await page.reload()
      await page.getByText('1 chose refusée et rangée').click()
      await page.getByText('Ce qui a été écrit', { exact: true }).click()
      await expect(page.getByText('Trois moineaux, en fait.')).toBeVisible()
      await page.getByRole('button', { name: 'Remettre en vue' }).click()
      await expect(inSight).toBeVisible()
    })
  },
)

journey('news that come do not touch a copy that is being written', async ({ school, device }) => {
  const phone = await device()
  const { page } = phone
  await phone.signIn(school.cardOf('Inès Benali'))
  await openWork(page, WORK)
  const answer = page.getByLabel('Ta réponse')
  await answer.fill('Un merle')
  const album = page.locator('input[type=file][multiple]')
  // As when the camera is open over the page: what it brings back goes to this very field.
  const field = await album.elementHandle()
  const laptop = await device({ width: 1280, height: 800 })
  await laptop.signIn(school.cardOf('Mme Lopez'))
  await openDesk(laptop.page, '6e A')
  await assign(laptop.page, {
    title: 'Lire avant jeudi',
    instructions: '',
    dueAt: tomorrowAt(18),
    minutes: 5,
    expects: ['texte'],
  })
  const todo = page.getByRole('navigation').getByRole('link', { name: 'À faire' })
  const before = await todo.innerText()
  await expect(async () => {
    await sendNow(page)
    await expect.poll(() => todo.innerText(), { timeout: 3_000 }).not.toBe(before)
  }).toPass({ timeout: 120_000 })
  await expect(answer).toHaveValue('Un merle')
  await field.setInputFiles([await photograph(page, 1, { width: 800, height: 600 })])
  await expect(page.getByRole('button', { name: 'Voir la photo 1' })).toBeVisible({ timeout: 60_000 })
})

journey('work past its date: the guardian sees it late, received, returned', async ({ school, device }) => {
  const parent = await device()
  const phone = await device()
  const laptop = await device({ width: 1280, height: 800 })
  const { step } = journey
  const adam = parent.page.getByRole('region', { name: 'Adam Benali' })

  await step('late, while nothing came', async () => {
    await parent.signIn(school.cardOf('Samira Benali'))
    const row = adam.getByRole('listitem').filter({ hasText: LATE })
    await expect(row.getByText(/^en retard, /)).toBeVisible({ timeout: 30_000 })
    await row.getByRole('link', { name: LATE }).click()
    await expect(parent.page.getByText(/^La date est passée et rien n’a été reçu/)).toBeVisible()
    await parent.page.getByRole('link', { name: 'Mes enfants' }).first().click()
  })

  await step('he hands it in all the same, and the copy says that it is late without a reproach', async () => {
    await phone.signIn(school.cardOf('Adam Benali'))
    await openWork(phone.page, LATE)
    await expect(phone.page.getByText(/^En retard\s: c’était pour/)).toBeVisible()
    await handIn(phone.page, 'Trois quarts, cinq sixièmes, neuf demis.')
    await expectReceived(phone.page)
    await expect(phone.page.getByText(/, en retard$/)).toBeVisible()
  })

  await step('received: the guardian sees when, with its number', async () => {
    const row = adam.getByRole('listitem').filter({ hasText: LATE })
    await untilSeen(parent.page, row.getByText('Reçu par l’école'))
    await expect(row.getByText(/^n°\s/)).toBeVisible()
    await expect(row.getByText(/^en retard, /)).toHaveCount(0)
  })

  await step('the teacher sees that it is late, and returns it', async () => {
    await laptop.signIn(school.cardOf('Mme Lopez'))
    await openDesk(laptop.page, '6e A')
    await expect(laptop.page.getByRole('row', { name: 'Adam Benali' }).getByText('en retard')).toBeVisible()
    await openCopy(laptop.page, { className: '6e A', pupil: 'Adam Benali', work: LATE })
    await expect(laptop.page.getByText('En retard', { exact: true })).toBeVisible()
    await giveBack(laptop.page, 'C’est juste. Merci de l’avoir fait.', '18')
    await expect(laptop.page.getByText('Sur cet appareil. Partira tout seul.')).toHaveCount(0, { timeout: 60_000 })
  })

  await step('returned: the guardian reads the grade in the list, then the words', async () => {
    const row = adam.getByRole('listitem').filter({ hasText: LATE })
    await untilSeen(parent.page, row.getByText('Corrigé'))
    await expect(row.getByText('18 sur 20')).toBeVisible()
    await row.getByRole('link', { name: LATE }).click()
    await expect(parent.page.getByText('C’est juste. Merci de l’avoir fait.')).toBeVisible()
    await expect(parent.page.getByText('Trois quarts, cinq sixièmes, neuf demis.')).toBeVisible()
  })
})
