import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import type { Device } from './device.ts'
import { demonstration } from './fixtures.ts'
import { journey } from './journey.ts'
import {
  expectHere,
  expectReceived,
  handIn,
  openCourse,
  openLesson,
  openWork,
  untilSeen,
  writeAnswer,
} from './learning.ts'
import { photograph } from './photographs.ts'
import type { School } from './school.ts'
import { bring, makePack, openDesk } from './teaching.ts'

/** Run in a page: colours have come to where they go. What breathes for ever is not waited for. */
async function settled(): Promise<void> {
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  await Promise.allSettled(ending.map(({ finished }) => finished))
}

/** What axe finds on a page that has settled, and whether it scrolls sideways. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await expect(page.locator('.loading')).toHaveCount(0)
  await page.evaluate(settled)
  // Our pages hold no frames: what axe finds in each of them need not be put together in a page of its own.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
    ...(wide ? ['scrolls sideways'] : []),
  ]
}

const OPEN = ['/', '/card', '/profiles', '/receipt', '/sealed', '/guide', '/guide/je-bloque', '/nowhere']
/** Of a link that is cut short, and of a card that no school gave. */
const REFUSED = ['/card#court', '/card#0000000000000000000000']

/** Every screen is looked at as on a phone by day, then as on a laptop by night, in one go: what is on it came once. */
const LOOKS = [
  { size: { width: 360, height: 740 }, colorScheme: 'light' },
  { size: { width: 1280, height: 800 }, colorScheme: 'dark' },
] as const

type Looking = {
  faults: Record<string, string[]>
  look: (screen: string) => Promise<void>
  visit: (address: string) => Promise<void>
  rooms: (...names: string[]) => Promise<void>
  home: () => string
}

/** How to look around on a device. What axe finds is gathered first, then judged: one run says everything that is wrong. */
async function looking({ page }: Device, school: School): Promise<Looking> {
  const faults: Record<string, string[]> = {}
  const look = async (screen: string) => {
    for (const { size, colorScheme } of LOOKS) {
      await page.setViewportSize(size)
      // Nothing half faded in while axe measures contrasts.
      await page.emulateMedia({ reducedMotion: 'reduce', colorScheme })
      const found = await faultsOf(page)
      if (found.length > 0) faults[`${screen}, ${colorScheme} at ${size.width}`] = found
    }
    await page.setViewportSize(LOOKS[0].size)
  }
  const visit = async (address: string) => {
    await page.goto(new URL(address, school.url).href)
    await look(address)
  }
  const home = () => /^.*\/p\/[^/]+/.exec(page.url())?.[0] ?? ''
  const rooms = async (...names: string[]) => {
    const base = home()
    for (const name of names) await visit(`${base}/${name}`)
  }
  await page.emulateMedia({ reducedMotion: 'reduce' })
  return { faults, look, visit, rooms, home }
}

const { step } = journey
// Two looks at each of sixty screens.
journey.setTimeout(600_000)

journey('axe finds nothing on any screen without an account, nor on a pupil’s', async ({ school, device }) => {
  const own = await device()
  const { page } = own
  const { faults, look, visit, rooms, home } = await looking(own, school)

  await step('without an account', async () => {
    for (const address of OPEN) await visit(address)
    for (const address of REFUSED) {
      // Another place in the same page is no new page to the browser.
      await page.goto('about:blank')
      await page.goto(school.url + address)
      await page.getByText('Cette fiche n’a pas ouvert de cartable.').waitFor()
      await look(address)
    }
  })

  await step('a pupil', async () => {
    await own.signIn(school.cardOf('Inès Benali'))
    await page.getByText('Dix minutes à la fenêtre').first().waitFor()
    await rooms('todo', 'courses', 'guide', 'storage', 'settings', 'waiting', 'work/none/none', 'courses/none/none')
    await openCourse(page, 'Les fractions')
    await expectHere(page)
    await look('a course')
    await page
      .getByRole('link', { name: /[Pp]artag/ })
      .first()
      .click()
    await page.locator('main img').first().waitFor()
    await look('a lesson')
    await openLesson(page, 'Les fractions', /Comparer/)
    const exercise = (n: number) => page.getByRole('region', { name: `Exercice ${n}`, exact: true })
    await exercise(1).locator('label').first().click()
    await exercise(5).getByRole('combobox').first().selectOption('dénominateur')
    await exercise(6)
      .getByRole('button', { name: /^Monter/ })
      .last()
      .click()
    await exercise(7).getByRole('combobox').first().selectOption({ index: 1 })
    for (const n of [1, 5, 6, 7]) await exercise(n).getByRole('button', { name: 'Vérifier' }).click()
    for (const n of [6, 7]) await exercise(n).getByRole('button', { name: 'Voir la réponse' }).click()
    await look('a lesson with exercises')
    await openWork(page, 'Lire des fractions')
    await page.getByText('9 sur 10').first().waitFor()
    await look('a copy given back')
    await openWork(page, 'Trois fractions à comparer')
    await page.locator('input[type=file][multiple]').setInputFiles([await photograph(page, 1)])
    const photo = page.getByRole('button', { name: 'Voir la photo 1' })
    await photo.waitFor({ timeout: 60_000 })
    await look('a copy being written')
    await photo.click()
    await page.getByRole('dialog').getByRole('img').waitFor()
    await look('a photo, closely')
    await page.keyboard.press('Escape')
    await writeAnswer(page, 'Un demi, deux tiers, cinq sixièmes.')
    await page.getByRole('button', { name: 'Rendre', exact: true }).click()
    await page.getByText('Il reste des exercices sans réponse.').waitFor()
    await look('a copy that lacks answers')
    await page.getByRole('button', { name: 'Rendre quand même' }).click()
    await expectReceived(page)
    await look('a copy handed in')
    await openWork(page, 'Dix minutes à la fenêtre')
    await own.carried()
    await own.line(false)
    await handIn(page, 'Un merle, sur le muret.')
    await look('a copy that waits')
    await visit(`${home()}/waiting`)
    await own.line(true)
    await page.getByText('Rien n’attend', { exact: true }).waitFor({ timeout: 60_000 })
  })

  expect(faults).toEqual({})
})

journey('axe finds nothing on any screen of a closed bag, a guardian or a teacher', async ({ school, device }) => {
  const own = await device()
  const { page } = own
  const { faults, look, rooms, home } = await looking(own, school)

  await step('a pupil hands something in', async () => {
    await own.signIn(school.cardOf('Inès Benali'))
    await openWork(page, 'Trois fractions à comparer')
    await handIn(page, 'Un demi, deux tiers, cinq sixièmes.')
    await expectReceived(page)
  })

  await step('a bag that is closed', async () => {
    await rooms('settings')
    await page.getByRole('button', { name: 'Choisir quatre images' }).click()
    await look('choosing pictures')
    const pictures = ['chat', 'sapin', 'pomme', 'étoile']
    for (const one of [...pictures, ...pictures]) await page.getByRole('button', { name: one, exact: true }).click()
    await page.getByText('Le code est en place.').waitFor()
    await look('a code that is set')
    await page.getByRole('button', { name: 'Fermer maintenant' }).click()
    await look('a closed bag')
    for (const left of ['Encore 2 essais', 'Encore 1 essai', 'Trois erreurs']) {
      for (let n = 0; n < 4; n++) await page.getByRole('button', { name: 'chat', exact: true }).click()
      await page.getByText(left).waitFor()
    }
    await look('a bag that only the card opens')
  })

  await step('a guardian', async () => {
    await own.signIn(school.cardOf('Samira Benali'))
    const child = page.getByRole('region', { name: 'Inès Benali' })
    await untilSeen(page, child.getByText('Trois fractions à comparer').first())
    await rooms('courses', 'settings', 'children')
    await child.getByRole('button', { name: /^Cours \(\d+\)$/ }).click()
    await look('the lessons of a child')
    await child.getByRole('link', { name: 'Trois fractions à comparer' }).click()
    await page.getByRole('region', { name: 'La copie' }).waitFor()
    await look('the work of a child')
  })

  await step('a teacher', async () => {
    await own.signIn(school.cardOf('Mme Lopez'))
    await page.getByRole('main').getByRole('link', { name: '6e A' }).first().waitFor()
    await rooms('classes', 'packs', 'settings', 'classes/none', 'packs/none', 'copies/none/none', 'results/none/none')
    await openDesk(page, '6e A')
    await expect(page.getByText('Trois fractions à comparer').first()).toBeAttached({ timeout: 60_000 })
    for (const fold of await page.getByText('Voir les élèves').all()) await fold.click()
    const toOpen = page.getByRole('heading', { level: 4, name: /à ouvrir$/ })
    const copy = page
      .locator('section', { has: toOpen })
      .getByRole('link')
      .or(page.getByRole('link', { name: /^À ouvrir/ }))
    const address = (await copy.first().getAttribute('href')) ?? ''
    await look('the desk')
    const classId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await page.goto(`${home()}/results/${classId}/demo-fractions`)
    await page.getByText('du premier coup').first().waitFor({ timeout: 60_000 })
    for (const fold of await page.getByText('Voir les réponses').all()) await fold.click()
    await look('results of exercises')
    await page.getByRole('link', { name: 'Malo Le Gall' }).click()
    await page.getByRole('region', { name: 'Exercice 1', exact: true }).waitFor()
    await look('a copy with answers')
    await openDesk(page, '6e A')
    await page.getByRole('link', { name: 'Nouveau travail' }).click()
    await page.getByLabel('Titre du travail').waitFor()
    await look('work to give')
    await page.getByRole('button', { name: 'Donner ce travail' }).click()
    await page.getByText('Il manque un titre.').waitFor()
    await look('work to give, with what lacks')
    await page.goto(school.url + address)
    await page.getByRole('textbox', { name: 'Appréciation' }).waitFor()
    await look('a copy to give back')
    await makePack(page, { title: 'Partager', subject: 'Mathématiques', level: '6e' })
    await look('a pack just begun')
    await bring(page, ['fractions-1-partager.md', 'fractions-bande.png', 'fractions-fiche.pdf'].map(demonstration))
    await look('a pack being made')
    await page.getByRole('button', { name: 'Voir comme un élève' }).click()
    await page.getByRole('dialog').locator('img').first().waitFor()
    await look('a pack as a pupil sees it')
  })

  expect(faults).toEqual({})
})
