import { expect } from '@playwright/test'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { filesIn, fixture } from './fixtures.ts'
import { journey } from './journey.ts'
import { CANARY, photograph } from './photographs.ts'
import { expectHere, expectPictures, expectSeeking, openCourse, openLesson, openWork, untilSeen } from './learning.ts'
import { assign, bring, makePack, openDesk, publishTo, tomorrowAt } from './teaching.ts'

const course = fixture('markdown', 'nsi_terminale')
const documents = [
  fixture('pdf', 'annee-scolaire-fra.pdf'),
  fixture('audio', 'lena.mp3'),
  ...filesIn(fixture('video') ?? import.meta.dirname).filter((path) => path.endsWith('.mp4')),
].filter((path) => path !== undefined)

journey('a course goes to the pupil, a copy comes back, and the guardian follows', async ({ school, device }) => {
  journey.setTimeout(300_000)
  if (course === undefined)
    console.warn('No real course here (CARTABLE_FIXTURES): the demonstration’s own packs are read.')
  const laptop = await device({ width: 1280, height: 800 })
  const phone = await device()
  const teacher = laptop.page
  const { step } = journey

  await step('the teacher makes packs of what exists and publishes them', async () => {
    await laptop.signIn(school.cardOf('Mme Lopez'))
    if (course !== undefined) {
      await makePack(teacher, { title: 'NSI terminale', subject: 'NSI', level: '6e' })
      await bring(teacher, course)
      await expect(teacher.getByText('43 pages').first()).toBeVisible()
      await expect(teacher.getByText(/à\s400\skbit\/s/).first()).toBeVisible()
      await teacher.getByRole('button', { name: 'Voir comme un élève' }).click()
      await expect(teacher.getByRole('dialog')).toBeVisible()
      await teacher.keyboard.press('Escape')
      await publishTo(teacher, '6e A')
      await makePack(teacher, { title: 'Documents', subject: 'NSI', level: '6e' })
      await bring(teacher, documents)
      await publishTo(teacher, '6e A')
    }
    await openDesk(teacher, '6e A')
    await assign(teacher, {
      title: 'Parcourir un arbre',
      instructions: 'Lis la leçon.\nÉcris ta réponse, puis prends ton cahier en photo.',
      dueAt: tomorrowAt(18),
      minutes: 25,
      expects: ['texte', 'photos'],
    })
    await expect(teacher.getByText('Parcourir un arbre').first()).toBeVisible()
    await expect(teacher.getByText('Partira', { exact: false })).toHaveCount(0, { timeout: 60_000 })
  })

  await step('the pupil’s lessons come by themselves', async () => {
    await phone.signIn(school.cardOf('Inès Benali'))
    await expect(phone.page.getByText('Parcourir un arbre').first()).toBeVisible({ timeout: 60_000 })
    for (const title of course === undefined ? [] : ['Documents', 'NSI terminale']) {
      await openCourse(phone.page, title)
      await expectHere(phone.page)
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
    if (course === undefined) {
      await openLesson(phone.page, 'Les fractions', /[Pp]artag/)
      await expectPictures(phone.page)
      return
    }
    await openLesson(phone.page, 'NSI terminale', /notion d.arbre/i)
    await expectPictures(phone.page)
    await openLesson(phone.page, 'Documents', /lena/)
    await expectSeeking(phone.page, 'audio')
    await openLesson(phone.page, 'Documents', /replicache/)
    await expectSeeking(phone.page, 'video')
    await openLesson(phone.page, 'Documents', /annee/)
    await phone.page.getByRole('button', { name: 'Ouvrir le document' }).click()
    await expect(phone.page.getByRole('dialog').locator('canvas').first()).toBeVisible()
    await phone.page.keyboard.press('Escape')
  })

  await step('she writes, takes photos, hands in; the browser is closed in between and nothing is lost', async () => {
    await openWork(phone.page, 'Parcourir un arbre')
    await phone.page.getByLabel('Ta réponse').fill('Je visite la racine, puis le sous-arbre gauche, puis le droit.')
    await expect(phone.page.getByText(/Enregistré sur cet appareil à/)).toBeVisible()
    const photos = [await photograph(phone.page, 1), await photograph(phone.page, 2)]
    await phone.page.locator('input[type=file][multiple]').setInputFiles(photos)
    await expect(phone.page.getByRole('button', { name: /^Voir la photo/ })).toHaveCount(2, { timeout: 60_000 })
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
    await teacher.getByRole('button', { name: 'Tourner à droite' }).first().click()
    await teacher.getByRole('button', { name: 'Agrandir' }).first().click()
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
    await parent.carried()
    await parent.line(false)
    await parent.page.reload()
    await expect(parent.page.getByText('Parcourir un arbre').first()).toBeAttached()
    await expect(parent.page.getByRole('button', { name: 'Rendre' })).toHaveCount(0)
  })
})
