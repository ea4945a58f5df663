import { expect, type Page } from '@playwright/test'

/** What a teacher does on screen, in the words of the screen. */

export async function makePack(
  page: Page,
  { title, subject, level }: { title: string; subject: string; level: string },
) {
  await page.getByRole('navigation').getByRole('link', { name: 'Pochettes' }).click()
  await page.getByRole('button', { name: 'Nouvelle pochette' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Nouvelle pochette' })
  await dialog.getByLabel('Titre de la pochette').fill(title)
  await dialog.getByLabel('Matière').selectOption({ label: subject })
  await dialog.getByLabel('Niveau').selectOption(level)
  await dialog.getByRole('button', { name: 'Créer' }).click()
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
}

/** Brings a folder, or files, as the pickers do; waits until the worker has read them all. */
export async function bring(
  page: Page,
  files: string | string[] | { name: string; mimeType: string; buffer: Buffer }[],
) {
  await page.locator(typeof files === 'string' ? 'input[data-folder]' : 'input[data-files]').setInputFiles(files)
  await expectBrought(page)
}

/** The worker has read all that came. */
export async function expectBrought(page: Page) {
  await expect(page.getByText(/fichiers? prêts?|laissés? de côté/).first()).toBeVisible({ timeout: 90_000 })
  await expect(page.getByText('Préparation des fichiers…')).toHaveCount(0, { timeout: 90_000 })
}

export async function publishTo(page: Page, ...classes: string[]) {
  const panel = page.getByRole('complementary', { name: 'Publier' })
  for (const name of classes) await panel.getByRole('checkbox', { name }).check()
  await panel.getByRole('button', { name: 'Publier' }).click()
}

export async function openDesk(page: Page, className: string) {
  await page.getByRole('navigation').getByRole('link', { name: 'Classes' }).click()
  await page.getByRole('link', { name: className }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: className })).toBeVisible()
}

/** On a wide screen: opens the copy of a pupil as it was last handed in. */
export async function openCopy(page: Page, where: { className: string; pupil: string; work: string }) {
  await openDesk(page, where.className)
  const titles = page.getByRole('columnheader')
  await titles.filter({ hasText: where.work }).waitFor()
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: where.pupil }) })
  let address = ''
  // The columns move while news come, so the work's place among them is good for one look only; its address stays.
  await expect(async () => {
    const column = (await titles.allInnerTexts()).findIndex((title) => title.includes(where.work))
    // The first column is the row's own header.
    const link = row
      .getByRole('cell')
      .nth(column - 1)
      .getByRole('link')
    address = (await link.getAttribute('href', { timeout: 2_000 })) ?? ''
    const again = (await titles.allInnerTexts()).findIndex((title) => title.includes(where.work))
    expect(again).toBe(column)
  }).toPass({ timeout: 60_000 })
  await page.locator(`a[href="${address}"]`).click()
  await expect(page.getByRole('heading', { level: 1, name: where.pupil })).toBeVisible()
}

/** What a teacher asks for. `expects`: words of the boxes to be ticked. */
type Asked = {
  title: string
  pack?: string
  instructions: string
  /** As the field wants it: `2026-11-26T18:00`. */
  dueAt: string
  minutes: number
  expects: string[]
  /** What counts, in the words of the form; without it, that it is finished. */
  counts?: string
}

export async function assign(page: Page, asked: Asked) {
  await writeAssignment(page, asked)
  await page.getByRole('button', { name: 'Donner ce travail' }).click()
}

/** Fills in the form of new work; nothing is given yet. */
export async function writeAssignment(
  page: Page,
  { title, pack, instructions, dueAt, minutes, expects, counts }: Asked,
) {
  await page.getByRole('link', { name: 'Nouveau travail' }).click()
  await page.getByLabel('Titre du travail').fill(title)
  if (pack !== undefined) await page.getByLabel('Pochette à lire').selectOption({ label: pack })
  await page.getByLabel('Consignes').fill(instructions)
  await page.getByLabel('À rendre le').fill(dueAt)
  await page.getByLabel('Durée estimée, en minutes').fill(String(minutes))
  // The button itself is hidden under its words.
  if (counts !== undefined) await page.getByText(counts, { exact: true }).click()
  for (const box of await page.getByRole('group', { name: 'Ce que l’élève rend' }).getByRole('checkbox').all()) {
    const label =
      (await box.getAttribute('aria-label')) ??
      (await box.evaluate((input: HTMLInputElement) => input.labels?.[0]?.innerText ?? ''))
    await box.setChecked(expects.some((one) => label.includes(one)))
  }
}

/** On the page of a copy: an appreciation and a grade out of 20, as `16,5`. */
export async function giveBack(page: Page, words: string, grade: string) {
  await page.getByRole('textbox', { name: 'Appréciation' }).fill(words)
  await page.getByRole('textbox', { name: 'Note' }).fill(grade)
  await page.getByRole('button', { name: 'Rendre la copie à' }).click()
  const side = page.getByRole('complementary', { name: 'Retour à l’élève' })
  await expect(side.getByText(`${grade} sur 20`)).toBeVisible()
}

/** Tomorrow at that hour in Paris, as a date and time field wants it. */
export const tomorrowAt = (hour: number) => dayAt(1, hour)

/** So many days from today. */
export function dayAt(days: number, hour: number): string {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(Date.now() + days * 86_400_000)
  return `${day}T${String(hour).padStart(2, '0')}:00`
}
