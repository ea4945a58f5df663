import { expect } from '@playwright/test'
import { journey } from './journey.ts'
import { handIn, openWork, receiptOf } from './learning.ts'

journey('a receipt is shared, checked by anyone, and leads the teacher to the copy', async ({ school, device }) => {
  const phone = await device()
  const { page } = phone
  const { step } = journey
  let number = ''
  let link = ''

  await step('the pupil shares the receipt of a copy', async () => {
    await phone.signIn(school.cardOf('Inès Benali'))
    await openWork(page, 'Dix minutes à la fenêtre')
    await handIn(page, 'Trois mésanges, et la question qui va avec.')
    number = await receiptOf(page)
    await phone.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    // A browser that shares to nobody gives the link to the clipboard.
    await page.evaluate(() => Object.defineProperty(navigator, 'share', { value: undefined }))
    await page.getByRole('button', { name: 'Partager l’accusé de réception' }).click()
    await expect(page.getByText('Le lien de l’accusé est copié.')).toBeVisible()
    link = await page.evaluate(() => navigator.clipboard.readText())
    expect(link).toContain('/receipt#')
  })

  await step('anyone checks it, and sees when it was changed', async () => {
    const other = await device()
    await other.page.goto(link)
    await expect(other.page.getByText('Cet accusé vient bien de l’école')).toBeVisible()
    await expect(other.page.getByText(number)).toBeVisible()
    const field = other.page.getByLabel('Lien de l’accusé')
    const check = other.page.getByRole('button', { name: 'Vérifier' })
    const hour = /\.(\d{13})\./.exec(link)?.[1] ?? ''
    await field.fill(link.replace(hour, String(Number(hour) - 86_400_000)))
    await check.click()
    await expect(other.page.getByText('Cet accusé ne vient pas de cette école')).toBeVisible()
    await field.fill(number)
    await check.click()
    await expect(other.page.getByText('Ce n’est pas le lien d’un accusé')).toBeVisible()
    await other.line(false)
    await field.fill(link)
    await check.click()
    await expect(other.page.getByText('Cet accusé vient bien de l’école')).toBeVisible()
  })

  await step('the teacher finds the copy by the number, as it was read aloud', async () => {
    const laptop = await device({ width: 1280, height: 800 })
    await laptop.signIn(school.cardOf('Mme Lopez'))
    await expect(laptop.page.getByRole('link', { name: '6e A' }).first()).toBeVisible()
    const field = laptop.page.getByLabel('Numéro d’un accusé de réception')
    const find = laptop.page.getByRole('button', { name: 'Trouver' })
    await field.fill('merle')
    await find.click()
    await expect(laptop.page.getByText('Ce n’est pas un numéro d’accusé')).toBeVisible()
    await field.fill('0000 0000')
    await find.click()
    await expect(laptop.page.getByText('Aucune copie reçue ici ne porte ce numéro.')).toBeVisible()
    await field.fill(number.toLowerCase().replace('-', ' '))
    // Once the copy has come to this laptop, one click leads there.
    await expect(async () => {
      if (await find.isVisible()) await find.click()
      await expect(laptop.page.getByText('Trois mésanges, et la question qui va avec.')).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 60_000 })
  })
})
