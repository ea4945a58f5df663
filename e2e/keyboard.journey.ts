import { expect, type Locator, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { expectReceived } from './learning.ts'
import { photograph } from './photographs.ts'

const WORK = 'Trois fractions à comparer'

/** Run in a page: the element, or the card that it stands for, wears the ring. */
function wearsRing(element: Element): boolean {
  const drawn = [null, '::after'].map((part) => getComputedStyle(element, part))
  return drawn.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2)
}

/** Moves on until `target` has the focus, and everyone can see that it has. */
async function moveTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') {
  await expect(target).toBeVisible()
  for (let stop = 0; stop < 200; stop++) {
    await page.keyboard.press(key)
    if (!(await target.evaluate((element) => element === document.activeElement))) continue
    expect(await target.evaluate(wearsRing)).toBe(true)
    return
  }
  throw new Error(`the keyboard does not reach ${String(target)}`)
}

async function follow(page: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter') {
  await moveTo(page, target)
  await page.keyboard.press(key)
}

journey('with the keyboard alone a pupil hands in and a teacher returns the copy', async ({ school, device }) => {
  const phone = await device({ width: 1280, height: 800 })
  const laptop = await device({ width: 1280, height: 800 })
  const { step } = journey

  await step('the first stop leads over the bars to what the page is about', async () => {
    const { page } = phone
    await phone.signIn(school.cardOf('Inès Benali'))
    await expect(page.getByText(WORK).first()).toBeVisible()
    await page.reload()
    await page.getByRole('main').getByRole('link', { name: WORK }).first().waitFor()
    const skip = page.getByRole('link', { name: 'Aller au contenu' })
    await page.keyboard.press('Tab')
    await expect(skip).toBeFocused()
    await expect(skip).toBeInViewport()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main')).toBeFocused()
    await follow(page, page.getByRole('main').getByRole('link', { name: WORK }).first())
    await expect(page.getByRole('heading', { level: 1, name: WORK })).toBeVisible()
  })

  await step('she writes, adds a photo, looks at it closely and comes back to where she was', async () => {
    const { page } = phone
    await moveTo(page, page.getByLabel('Ta réponse'))
    await page.keyboard.type('Un demi, deux tiers, cinq sixièmes.')
    await expect(page.getByText(/^Enregistré sur cet appareil à/)).toBeVisible()
    // Well before the key: the browser must have been told that we answer in place of its own window.
    const album = page.waitForEvent('filechooser')
    await moveTo(page, page.getByRole('button', { name: 'Choisir des photos' }))
    await page.keyboard.press('Enter')
    await (await album).setFiles([await photograph(page, 1)])
    const photo = page.getByRole('button', { name: 'Voir la photo 1' })
    await expect(photo).toBeVisible({ timeout: 60_000 })
    await moveTo(page, photo, 'Shift+Tab')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Les photos de ton cahier' })
    await expect(dialog).toBeVisible()
    await follow(page, dialog.getByRole('button', { name: 'Agrandir' }), 'Space')
    await expect(dialog.getByRole('button', { name: 'Réduire' })).toBeEnabled()
    for (let stop = 0; stop < 20; stop++) {
      await page.keyboard.press('Tab')
      // Past its last stop lies the browser's own bar, never the page below.
      const outside = await page.evaluate(
        () => document.activeElement !== document.body && !document.activeElement?.closest('dialog'),
      )
      expect(outside).toBe(false)
    }
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(photo).toBeFocused()
  })

  await step('she hands in, and the page leads her to her copy', async () => {
    const { page } = phone
    await follow(page, page.getByRole('button', { name: 'Rendre', exact: true }))
    await expect(page.getByRole('heading', { level: 2, name: 'Ta copie' })).toBeFocused()
    await expectReceived(page)
  })

  await step('the teacher opens the copy, writes, grades, looks back and returns it', async () => {
    const { page } = laptop
    await laptop.signIn(school.cardOf('Mme Lopez'))
    await follow(page, page.getByRole('main').getByRole('link', { name: '6e A' }).first())
    await expect(page.getByRole('heading', { level: 1, name: '6e A' })).toBeVisible()
    await follow(page, page.getByRole('row', { name: /Inès Benali/ }).getByRole('link', { name: /À ouvrir/ }))
    await expect(page.getByRole('heading', { level: 1, name: 'Inès Benali' })).toBeVisible()
    await moveTo(page, page.getByRole('textbox', { name: 'Note' }))
    await page.keyboard.type('16')
    await moveTo(page, page.getByRole('textbox', { name: 'Appréciation' }), 'Shift+Tab')
    await page.keyboard.type('Juste, et bien rangé.')
    await follow(page, page.getByRole('button', { name: /^Rendre la copie à/ }), 'Space')
    await expect(page.getByRole('complementary', { name: 'Retour à l’élève' }).getByText('16 sur 20')).toBeVisible()
    await follow(page, page.getByRole('button', { name: 'Modifier l’appréciation' }))
    await expect(page.getByRole('textbox', { name: 'Appréciation' })).toBeFocused()
  })
})
