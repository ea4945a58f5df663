import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { demonstrationFile, programFile, textFile, zipFile } from './strange.ts'
import { bring, makePack } from './teaching.ts'

const SCRIPT = '<script>document.title = "ran"</script>'

/** What the report says of a file: the sentence above its name. */
async function expectSaid(page: Page, file: string, sentence: string) {
  const group = page.locator('.group', { has: page.getByRole('listitem').filter({ hasText: file }) })
  await expect(group.filter({ hasText: sentence }), file).toBeVisible()
}

journey(
  'strange files each get a sentence; the pack keeps what it had, and good files go in',
  async ({ school, device }) => {
    const laptop = await device({ width: 1280, height: 800 })
    const { page } = laptop
    const { step } = journey
    await laptop.signIn(school.cardOf('Mme Lopez'))
    await makePack(page, { title: 'Le fleuve', subject: 'Histoire-géographie', level: '6e' })
    await bring(page, [textFile('source.md', '# La source\n\nElle sort de terre.')])
    await expect(page.getByText('1 page', { exact: true })).toBeVisible()

    await step('archives that lie, programs in disguise, drawings, web pages, halves of files', async () => {
      const archive = zipFile('entiere.zip', { 'a.md': '# A', 'b.md': '# B '.repeat(2_000) })
      await bring(page, [
        zipFile('dehors.zip', { '../../dehors.md': '# Dehors' }),
        zipFile('bombe.zip', { 'zeros.md': 30_000_000 }),
        { ...archive, name: 'moitie.zip', buffer: archive.buffer.subarray(0, archive.buffer.length / 2) },
        programFile('vacances.jpg', 'image/jpeg'),
        textFile('plan.svg', `<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`, 'image/svg+xml'),
        textFile('page.html', `<h1>Une page</h1>${SCRIPT}`, 'text/html'),
        demonstrationFile('fractions-fiche.pdf', 'application/pdf', { bytes: 9_000, as: 'moitie.pdf' }),
        textFile('vide.md', ''),
        textFile(
          'embouchure.md',
          `# L’embouchure\n\nLe fleuve se jette dans la mer.\n\n${SCRIPT}\n\n![Le plan](loire-plan.png)`,
        ),
        demonstrationFile('loire-plan.png', 'image/png'),
      ])
      await expectSaid(page, 'dehors.zip', 'Cette archive vise des endroits hors de son dossier : refusée.')
      await expectSaid(page, 'bombe.zip', 'Cette archive grossit trop en s’ouvrant : refusée.')
      await expectSaid(page, 'moitie.zip', 'Cette archive est abîmée.')
      await expectSaid(page, 'vacances.jpg', 'Ce fichier est un programme : refusé.')
      await expectSaid(page, 'plan.svg', 'Un dessin SVG n’est pas pris en charge : enregistrez-le en PNG.')
      await expectSaid(page, 'page.html', 'Ce type de fichier n’est pas pris en charge.')
      await expectSaid(page, 'moitie.pdf', 'Ce fichier n’est pas entier')
      await expectSaid(page, 'vide.md', 'Ce fichier est vide.')
    })

    await step(
      'the good page and its picture are there beside the first; no script ran, and none is kept',
      async () => {
        await expect(page.getByText('2 pages', { exact: true })).toBeVisible()
        await page.getByRole('button', { name: 'Voir comme un élève' }).click()
        const preview = page.getByRole('dialog')
        await expect(preview.getByText('Elle sort de terre.')).toBeVisible()
        await preview.getByRole('button', { name: 'Suivant' }).click()
        await expect(preview.getByText('Le fleuve se jette dans la mer.')).toBeVisible()
        await expect(preview.getByRole('img', { name: 'Le plan' })).toBeVisible()
        await expect(preview.getByText('document.title')).toHaveCount(0)
        expect(await page.title()).not.toBe('ran')
      },
    )
  },
)
