import { expect, type Page, type Route } from '@playwright/test'
import { journey } from './journey.ts'
import { expectHere, expectPictures, openCourse, openLesson } from './learning.ts'

const COURSE = 'Les fractions'
const PICTURES = /\/files\/[0-9a-f]{64}\.(png|jpe?g|webp)$/
/** On the page of a course: what is on this device of it. */
const download = (page: Page) => page.locator('section.download')

journey(
  'a lesson is read before its pictures come; they are paused, resumed, deleted and fetched again',
  async ({ school, device }) => {
    const phone = await device()
    const { page } = phone
    const { step } = journey
    const held: Route[] = []
    let holding = true
    // The context, not the page: the worker asks for these.
    await phone.context.route(PICTURES, (route) => (holding ? void held.push(route) : route.continue()))

    await step('the words are there, each picture says that it is not', async () => {
      await phone.signIn(school.cardOf('Inès Benali'))
      await openLesson(page, COURSE, /[Pp]artag/)
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
      await expect(page.getByText('Image pas encore sur cet appareil').first()).toBeVisible()
      await expect(
        page.getByText(
          /n’est pas encore sur cet appareil\. Ils arrivent\.|ne sont pas encore sur cet appareil\. Ils arrivent\./,
        ),
      ).toBeVisible()
    })

    await step('the course says how far it is; paused, it stays there', async () => {
      await openCourse(page, COURSE)
      await expect(download(page).getByText(/^\d+(,\d+)?\s(o|ko) sur \d+(,\d+)?\sko$/)).toBeVisible()
      await download(page).getByRole('button', { name: 'Mettre en pause' }).click()
      await expect(download(page).getByText('En pause', { exact: true })).toBeVisible()
      holding = false
      await Promise.all(held.map((route) => route.continue()))
      await page.reload()
      await expect(download(page).getByText('En pause', { exact: true })).toBeVisible()
    })

    await step('resumed, it comes whole', async () => {
      await download(page).getByRole('button', { name: 'Reprendre' }).click()
      await expectHere(page)
      await expect(download(page).getByText(/^Sur cet appareil · \d+(,\d+)?\sko$/)).toBeVisible()
      await openLesson(page, COURSE, /[Pp]artag/)
      await expectPictures(page)
    })

    await step('deleted after a question that says what it frees, it is not there, network or not', async () => {
      await openCourse(page, COURSE)
      await download(page).getByRole('button', { name: 'Supprimer de cet appareil' }).click()
      const dialog = page.getByRole('dialog', { name: `Supprimer « ${COURSE} » de cet appareil ?` })
      await expect(dialog.getByText(/^Cela libère \d+(,\d+)?\sko\./)).toBeVisible()
      await dialog.getByRole('button', { name: 'Supprimer' }).click()
      await expect(download(page).getByText('Pas sur cet appareil', { exact: true })).toBeVisible()
      await expect(page.getByText('Le texte de ce cours n’est pas encore sur cet appareil.')).toBeVisible()
      await phone.carried()
      await phone.line(false)
      await page.reload()
      await expect(download(page).getByText('Pas sur cet appareil', { exact: true })).toBeVisible()
      await phone.line(true)
    })

    await step('and it can be had again', async () => {
      await download(page)
        .getByRole('button', { name: /^Télécharger \(\d+(,\d+)?\sko\)$/ })
        .click()
      await expectHere(page)
      await openLesson(page, COURSE, /[Pp]artag/)
      await expectPictures(page)
    })
  },
)

journey('a file that comes damaged is refused, said, and fetched again', async ({ school, device }) => {
  const phone = await device()
  const { page } = phone
  let spoilt = true
  await phone.context.route(PICTURES, async (route) => {
    const response = await route.fetch()
    const body = await response.body()
    if (spoilt) body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1
    await route.fulfill({ response, body })
  })
  await phone.signIn(school.cardOf('Inès Benali'))
  await openCourse(page, COURSE)
  await expect(download(page).getByText('Arrêté', { exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(
    download(page).getByText('Un fichier est arrivé abîmé. Il n’a pas été gardé et sera redemandé.'),
  ).toBeVisible()
  await openLesson(page, COURSE, /[Pp]artag/)
  await expect(page.getByText('Image pas encore sur cet appareil').first()).toBeVisible()
  spoilt = false
  await openCourse(page, COURSE)
  await download(page).getByRole('button', { name: 'Reprendre' }).click()
  await expectHere(page)
  await openLesson(page, COURSE, /[Pp]artag/)
  await expectPictures(page)
})
