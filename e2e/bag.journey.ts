import { expect } from '@playwright/test'
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { demonstration, filesIn, fixture } from './fixtures.ts'
import { journey } from './journey.ts'
import { CANARY, photograph } from './photographs.ts'
import {
  expectHere,
  expectPictures,
  expectSeeking,
  goTo,
  openCourse,
  openLesson,
  openWork,
  untilSeen,
  writeAnswer,
} from './learning.ts'
import { expectDrafted } from './stored.ts'
import { assign, bring, makePack, openDesk, publishTo, tomorrowAt } from './teaching.ts'

const real = fixture('markdown', 'nsi_terminale')
const video = fixture('video')
/** A course as a teacher has it, and a document of each kind: real ones where they are, else the demonstration's own. */
const course =
  real === undefined
    ? {
        title: 'Partager, comparer, placer',
        files: [
          'fractions-1-partager.md',
          'fractions-2-comparer.md',
          'fractions-3-placer.md',
          'fractions-bande.png',
          'fractions-mur.png',
          'fractions-droite.png',
        ].map(demonstration),
        pages: '3 pages',
        lesson: /partag/i,
      }
    : { title: 'NSI terminale', files: real, pages: '43 pages', lesson: /notion d.arbre/i }
const pdf = fixture('pdf', 'annee-scolaire-fra.pdf') ?? demonstration('fractions-fiche.pdf')
const sound = fixture('audio', 'lena.mp3') ?? demonstration('poesie-rythme.mp3')
const film =
  (video === undefined ? undefined : filesIn(video).find((path) => path.endsWith('.mp4'))) ??
  demonstration('volcans-lave.mp4')
/** A document's lesson is called as its file. */
const named = (path: string) => new RegExp(/^[a-z]+/.exec(basename(path))?.[0] ?? path, 'i')

journey('a course goes to the pupil, a copy comes back, and the guardian follows', async ({ school, device }) => {
  if (real === undefined) console.warn('No real course here (CARTABLE_FIXTURES): the demonstration’s own is published.')
  const laptop = await device({ width: 1280, height: 800 })
  const phone = await device()
  const teacher = laptop.page
  const { step } = journey

  await step('the teacher makes packs of what exists and publishes them', async () => {
    await laptop.signIn(school.cardOf('Mme Lopez'))
    await makePack(teacher, { title: course.title, subject: 'NSI', level: '6e' })
    await bring(teacher, course.files)
    await expect(teacher.getByText(course.pages).first()).toBeVisible()
    await expect(teacher.getByText(/à\s400\skbit\/s/).first()).toBeVisible()
    await teacher.getByRole('button', { name: 'Voir comme un élève' }).click()
    await expect(teacher.getByRole('dialog')).toBeVisible()
    await teacher.keyboard.press('Escape')
    await publishTo(teacher, '6e A', '5e B')
    await makePack(teacher, { title: 'Documents', subject: 'NSI', level: '6e' })
    await bring(teacher, [pdf, sound, film])
    await publishTo(teacher, '6e A')
    await openDesk(teacher, '5e B')
    await expect(teacher.getByRole('article').filter({ hasText: course.title })).toBeVisible()
    await openDesk(teacher, '6e A')
    await assign(teacher, {
      title: 'Parcourir un arbre',
      instructions: 'Lis la leçon.\nÉcris ta réponse, puis prends ton cahier en photo.',
      dueAt: tomorrowAt(18),
      minutes: 25,
      expects: ['texte', 'photos'],
    })
    await expect(teacher.getByText('Parcourir un arbre').first()).toBeVisible()
    await expect(teacher.getByText('Partira', { exact: false })).toHaveCount(0, { timeout: 90_000 })
  })

  await step('the pupil’s lessons come by themselves', async () => {
    await phone.signIn(school.cardOf('Inès Benali'))
    await expect(phone.page.getByText('Parcourir un arbre').first()).toBeVisible({ timeout: 60_000 })
    for (const title of ['Documents', course.title]) {
      await openCourse(phone.page, title)
      await expectHere(phone.page)
      // Of a small course nothing is left to ask for.
      if (title === course.title && real === undefined) continue
      await phone.page.getByRole('button', { name: /Tout télécharger/ }).click()
      await expect(phone.page.getByRole('button', { name: /Tout télécharger/ })).toHaveCount(0)
      await expectHere(phone.page)
    }
    await openCourse(phone.page, 'Les fractions')
    await expectHere(phone.page)
  })

  await step('in flight mode, after a restart, she reads everything', async () => {
    const address = phone.page.url()
    await phone.carried()
    await phone.line(false)
    await phone.restart()
    await phone.page.goto(address)
    await openLesson(phone.page, course.title, course.lesson)
    await expectPictures(phone.page)
    await openLesson(phone.page, 'Documents', named(sound))
    await expectSeeking(phone.page, 'audio')
    await openLesson(phone.page, 'Documents', named(film))
    await expectSeeking(phone.page, 'video')
    await openLesson(phone.page, 'Documents', named(pdf))
    await phone.page.getByRole('button', { name: 'Ouvrir le document' }).click()
    await expect(phone.page.getByRole('dialog').locator('canvas').first()).toBeVisible()
    await phone.page.keyboard.press('Escape')
  })

  await step('she writes, takes photos, hands in; the browser is closed in between and nothing is lost', async () => {
    await openWork(phone.page, 'Parcourir un arbre')
    await writeAnswer(phone.page, 'Je visite la racine, puis le sous-arbre gauche, puis le droit.')
    const photos = [await photograph(phone.page, 1), await photograph(phone.page, 2)]
    await phone.page.locator('input[type=file][multiple]').setInputFiles(photos)
    await expect(phone.page.getByRole('button', { name: /^Voir la photo/ })).toHaveCount(2, { timeout: 60_000 })
    await expectDrafted(phone.page, 2)
    const address = phone.page.url()
    await phone.restart()
    await phone.page.goto(address)
    await expect(phone.page.getByLabel('Ta réponse')).toHaveValue(/sous-arbre gauche/)
    await expectPictures(phone.page)
    await expect(phone.page.getByRole('button', { name: /^Voir la photo/ })).toHaveCount(2)
    await phone.page.getByRole('button', { name: 'Rendre', exact: true }).click()
    await expect(phone.page.getByText('Ton travail est sur ce téléphone. Il partira tout seul.')).toBeVisible()
  })

  const number = /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/
  await step('the network comes back, the copy leaves by itself, and the school says that it has it', async () => {
    await phone.line(true)
    await expect(phone.page.getByText(number).first()).toBeVisible({ timeout: 60_000 })
    const stored = readdirSync(join(school.data, 'private')).map((name) =>
      readFileSync(join(school.data, 'private', name)),
    )
    expect(stored.some((bytes) => bytes.includes(CANARY))).toBe(false)
    const photos = stored.filter((bytes) => bytes.subarray(8, 12).toString() === 'WEBP' && bytes.length > 60_000)
    expect(photos).toHaveLength(2)
    expect(photos.every((bytes) => bytes.length <= 320_000)).toBe(true)
  })

  await step('the teacher sees who has the pack, opens the copy, looks at its photos and returns it', async () => {
    await openDesk(teacher, '6e A')
    await untilSeen(teacher, teacher.getByText(/[1-9] élèves? sur 8/).first())
    await untilSeen(teacher, teacher.getByRole('row', { name: /Inès Benali/ }).getByRole('link', { name: /À ouvrir/ }))
    await teacher
      .getByRole('row', { name: /Inès Benali/ })
      .getByRole('link', { name: /À ouvrir/ })
      .click()
    await expect(teacher.getByRole('heading', { level: 1, name: 'Inès Benali' })).toBeVisible()
    await expect(teacher.getByText(/sous-arbre gauche/)).toBeVisible()
    await expectPictures(teacher)
    const photo = teacher.getByRole('img', { name: 'Photo 1' })
    const width = () => photo.evaluate((image) => image.parentElement?.clientWidth ?? 0)
    const before = await width()
    await teacher.getByRole('button', { name: 'Agrandir' }).click()
    await expect.poll(width).toBeGreaterThan(1.4 * before)
    await teacher.getByRole('button', { name: 'Tourner à droite' }).click()
    await expect(photo).toHaveCSS('rotate', '90deg')
    await teacher.getByRole('textbox', { name: 'Appréciation' }).fill('Parcours juste et bien expliqué.')
    await teacher.getByRole('textbox', { name: /^Note/ }).fill('14,5')
    await teacher.getByRole('button', { name: /^Rendre la copie/ }).click()
    await expect(teacher.getByText(/14,5\s*(\/|sur)\s*20/).first()).toBeVisible()
  })

  await step('the pupil reads the appreciation', async () => {
    await untilSeen(phone.page, phone.page.getByText('Parcours juste et bien expliqué.'))
    await expect(phone.page.getByText(/14,5/).first()).toBeVisible()
  })

  await step('the guardian of three sees it with the rest, read-only, and without a network too', async () => {
    const parent = await device()
    await parent.signIn(school.cardOf('Samira Benali'))
    for (const child of ['Inès', 'Adam', 'Lina'])
      await expect(parent.page.getByText(child, { exact: false }).first()).toBeVisible({ timeout: 30_000 })
    await expect(parent.page.getByText('Parcourir un arbre').first()).toBeAttached({ timeout: 30_000 })
    await parent.page
      .getByRole('region', { name: 'Inès Benali' })
      .getByRole('button', { name: /^Cours \(\d+\)$/ })
      .click()
    await parent.page.getByRole('link', { name: 'Les fractions' }).click()
    await expectHere(parent.page)
    await parent.carried()
    await parent.line(false)
    await parent.page.reload()
    await parent.page
      .getByRole('link', { name: /partag/i })
      .first()
      .click()
    await expect(parent.page.getByRole('heading', { level: 1 })).toHaveText(/partag/i)
    await expectPictures(parent.page)
    await goTo(parent.page, 'Mes enfants')
    const fresh = parent.page.getByRole('banner').getByRole('button', { name: /^À\sjour\sà\s\d+\sh/ })
    await expect(fresh).toBeVisible()
    await expect(parent.page.getByText('Parcourir un arbre').first()).toBeAttached()
    await expect(parent.page.getByRole('button', { name: 'Rendre' })).toHaveCount(0)
  })
})
