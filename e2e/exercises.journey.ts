import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { expectReceived, openLesson, openWork, untilSeen } from './learning.ts'
import { expectAnswered } from './stored.ts'
import { assign, bring, makePack, openCopy, openDesk, publishTo, tomorrowAt } from './teaching.ts'

const PACK = 'La Loire en questions'
const WORK = 'Cinq questions sur la Loire'

/** As a teacher has it from Moodle; `source` is the right answer to the last question. */
const gift = (source: 'Ardèche' | 'Loire') => ({
  name: 'questions.gift',
  mimeType: 'text/plain',
  buffer: Buffer.from(
    [
      '::ocean:: Où se jette la Loire ? {=dans l’Atlantique#Oui, à Saint-Nazaire. ~dans la Manche#C’est la Seine.}',
      '::longueur:: Sa longueur, en kilomètres ? {#1006:10}',
      '::trou:: La Loire passe à {=Orléans} et à {=Nantes}.',
      '::ordre:: De la source à la mer {>\nSaint-Étienne\nOrléans\nNantes\n}',
      `::source:: Dans quel département naît-elle ? {=${source}}`,
    ].join('\n\n'),
  ),
})
const card = (page: Page, n: number) => page.getByRole('region', { name: `Exercice ${n}`, exact: true })

async function check(page: Page, n: number, said: string | RegExp) {
  await card(page, n).getByRole('button', { name: 'Vérifier' }).click()
  await expect(card(page, n).getByRole('status').last()).toContainText(said)
}

journey(
  'exercises are done without a network, handed in, and marked as they were asked',
  async ({ school, device }) => {
    const laptop = await device({ width: 1280, height: 800 })
    const phone = await device()
    const teacher = laptop.page
    let pupil = phone.page
    const { step } = journey

    await step('the teacher brings questions in GIFT, with a true report, and asks for them', async () => {
      await laptop.signIn(school.cardOf('Mme Lopez'))
      await makePack(teacher, { title: PACK, subject: 'Histoire-géographie', level: '6e' })
      // Someone mistyped the department.
      await bring(teacher, [gift('Loire')])
      await publishTo(teacher, '6e A')
      await openDesk(teacher, '6e A')
      const asked = { title: WORK, pack: PACK, instructions: '', dueAt: tomorrowAt(18), minutes: 10 }
      await assign(teacher, { ...asked, expects: ['Les exercices'] })
      await expect(teacher.getByText(WORK).first()).toBeAttached()
    })

    await step('the pupil does them without a network, and is told at once', async () => {
      await phone.signIn(school.cardOf('Inès Benali'))
      await untilSeen(pupil, pupil.getByRole('link', { name: WORK }).first())
      await openLesson(pupil, PACK, /questions/i)
      await phone.carried()
      await phone.line(false)
      await card(pupil, 1).getByText('dans la Manche').click()
      await check(pupil, 1, 'C’est la Seine.')
      await card(pupil, 1).getByText('dans l’Atlantique').click()
      await check(pupil, 1, 'Oui, à Saint-Nazaire.')
      await card(pupil, 2).getByRole('textbox').fill('mille')
      await check(pupil, 2, 'Ceci n’est pas un nombre')
      await card(pupil, 2).getByRole('textbox').fill('1 000,5 ')
      await check(pupil, 2, 'Juste.')
      await card(pupil, 3).getByRole('textbox', { name: 'Trou 1' }).fill('orleans')
      await card(pupil, 3).getByRole('textbox', { name: 'Trou 2' }).fill('nantes')
      await check(pupil, 3, '1 sur 2')
      await card(pupil, 5).getByRole('textbox').fill('Ardèche')
      await check(pupil, 5, 'Pas encore juste.')
    })

    await step('answers are there after the browser was closed, and the work says what is left', async () => {
      await expect(card(pupil, 5).getByText('1 essai')).toBeVisible()
      await expectAnswered(pupil, 4)
      const lesson = pupil.url()
      await phone.restart()
      pupil = phone.page
      await pupil.goto(lesson)
      await expect(card(pupil, 1).getByText('2 essais')).toBeVisible()
      await expect(card(pupil, 3).getByRole('textbox', { name: 'Trou 1' })).toHaveValue('orleans')
      await openWork(pupil, WORK)
      await expect(pupil.getByText('4 sur 5 faits')).toBeVisible()
      const left = pupil.getByRole('link', { name: /Exercice 4.*à faire/ })
      await left.click()
      await expect(card(pupil, 4)).toBeInViewport()
    })

    await step('the keyboard puts in order, and the copy leaves by itself', async () => {
      await openWork(pupil, WORK)
      await pupil.getByRole('button', { name: 'Rendre', exact: true }).click()
      await expect(pupil.getByText('Il reste des exercices sans réponse.')).toBeVisible()
      await pupil.getByRole('link', { name: /Exercice 4/ }).click()
      const items = card(pupil, 4).getByRole('listitem')
      const names = ['Saint-Étienne', 'Orléans', 'Nantes']
      for (const [place, name] of names.entries())
        for (let at = await placeOf(name); at > place; at--) {
          await card(pupil, 4)
            .getByRole('button', { name: `Monter « ${name} »` })
            .press('Enter')
          await expect.poll(() => placeOf(name)).toBe(at - 1)
        }
      await check(pupil, 4, 'Juste.')
      await openWork(pupil, WORK)
      await expect(pupil.getByText('5 sur 5 faits')).toBeVisible()
      await pupil.getByRole('button', { name: 'Rendre', exact: true }).click()
      await expect(pupil.getByText('5 réponses à des exercices')).toBeVisible()
      await phone.line(true)
      await expectReceived(pupil)

      async function placeOf(name: string): Promise<number> {
        return (await items.allInnerTexts()).findIndex((text) => text.includes(name))
      }
    })

    await step(
      'the key is corrected in a new version: what was answered stays with the question it answered',
      async () => {
        await teacher.getByRole('navigation').getByRole('link', { name: 'Pochettes' }).click()
        await teacher.getByRole('link', { name: PACK }).first().click()
        await bring(teacher, [gift('Ardèche')])
        await publishTo(teacher, '6e A')
        await openCopy(teacher, { className: '6e A', pupil: 'Inès Benali', work: WORK })
        await expect(teacher.getByText('3 réponses justes sur 5')).toBeVisible({ timeout: 60_000 })
        await expect(card(teacher, 1).getByText('Première réponse : dans la Manche')).toBeVisible()
        await expect(card(teacher, 5).getByText('Pas encore juste.')).toBeVisible()
        await expect(card(teacher, 5).getByText('Réponse : Loire')).toBeVisible()
      },
    )

    await step('results by question and by pupil, the older question apart', async () => {
      await openDesk(teacher, '6e A')
      await teacher
        .getByRole('button', { name: new RegExp(WORK) })
        .first()
        .click()
      await teacher.getByText('Résultats des exercices').first().click()
      await expect(teacher.getByText(/^1 copies? avec des réponses/)).toBeVisible()
      await expect(teacher.getByText('posée dans une version précédente')).toHaveCount(1)
      const row = teacher.getByRole('row').filter({ hasText: 'Inès Benali' })
      await expect(row.getByRole('img', { name: 'Juste.', exact: true })).toHaveCount(3)
      await expect(row.getByRole('link', { name: 'Inès Benali' })).toBeVisible()
    })

    await step('the pupil is told that a question has changed, and may answer it', async () => {
      await untilSeen(pupil, pupil.getByRole('button', { name: 'Changer ma copie' }))
      await pupil.getByRole('button', { name: 'Changer ma copie' }).click()
      await untilSeen(pupil, pupil.getByText('la question a changé'))
    })
  },
)
