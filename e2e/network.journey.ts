import { expect, type Page } from '@playwright/test'
import { journey } from './journey.ts'
import { handIn, openWork, sendNow } from './learning.ts'
import { standIn } from './standin.ts'

const RECEIPT = /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/
const WORK = 'Dix minutes à la fenêtre'
const ROOMS = ['todo', 'courses', 'guide', 'storage', 'settings', 'waiting']

/** The milliseconds until the room's first words, on the better of two tries: the machine that runs this may be busy with other things. */
async function opening(page: Page, address: string): Promise<number> {
  const tries: number[] = []
  for (let nth = 0; nth < 2; nth++) {
    const began = performance.now()
    await page.goto(address, { waitUntil: 'commit' })
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    tries.push(performance.now() - began)
  }
  return Math.min(...tries)
}

journey(
  'slow counts as off: with a server that never answers, every screen opens as if there were none',
  async ({ school, device }) => {
    const phone = await device()
    await phone.signIn(school.cardOf('Inès Benali'))
    await expect(phone.page.getByText(WORK).first()).toBeVisible()
    await phone.carried()
    const home = phone.page.url().replace(/\/todo$/, '')
    await phone.line(false)
    const cut = new Map<string, number>()
    for (const room of ROOMS) cut.set(room, await opening(phone.page, `${home}/${room}`))
    await school.kill()
    const silence = await standIn(school, 'silence')
    try {
      await phone.line(true)
      for (const room of ROOMS) {
        // A room that waits for the network waits until a request is given up, 20 s.
        const most = 2 * (cut.get(room) ?? 0) + 1_000
        expect(await opening(phone.page, `${home}/${room}`), room).toBeLessThanOrEqual(most)
      }
      await openWork(phone.page, WORK)
      await handIn(phone.page, 'Écrit pendant que rien ne répond.')
      await expect(phone.page.getByText('Ton travail est sur ce téléphone')).toBeVisible()
    } finally {
      await silence.close()
    }
    await school.start()
    await sendNow(phone.page)
    await expect(phone.page.getByText(RECEIPT).first()).toBeVisible({ timeout: 60_000 })
  },
)

journey(
  'a server killed in the middle of pushes, and answers lost, lose and double nothing',
  async ({ school, device }) => {
    const phone = await device()
    await phone.signIn(school.cardOf('Inès Benali'))
    // The school hears the push, its answer never arrives; then the school is gone.
    let answer: 'awaited' | 'cut' | 'lost' = 'awaited'
    await phone.context.route('**/api/p/*/push', async (route) => {
      if (answer !== 'awaited') return route.continue()
      answer = 'cut'
      await route.fetch()
      await school.kill()
      answer = 'lost'
      return route.abort('connectionreset')
    })
    await openWork(phone.page, WORK)
    await handIn(phone.page, 'Une seule copie, quoi qu’il arrive.')
    await expect.poll(() => answer, { timeout: 30_000 }).toBe('lost')
    await school.start()
    await expect
      .poll(
        async () => {
          await sendNow(phone.page)
          return phone.page.getByText(RECEIPT).count()
        },
        { timeout: 90_000, intervals: [3_000] },
      )
      .toBeGreaterThan(0)
    const laptop = await device({ width: 1280, height: 800 })
    await laptop.signIn(school.cardOf('Mme Lopez'))
    await laptop.page.getByRole('link', { name: '6e A' }).first().click()
    await laptop.page
      .getByRole('row', { name: /Inès Benali/ })
      .getByRole('link', { name: /À ouvrir/ })
      .click()
    await expect(laptop.page.getByText('Une seule copie, quoi qu’il arrive.')).toBeVisible()
    await expect(laptop.page.getByText(/versions? précédentes? de la copie/)).toHaveCount(0)
  },
)

/** Run in a page: the browser lets go of a page that was kept, as it may when room is short. Answers its address. */
async function loseStoragePage(): Promise<string> {
  for (const name of (await caches.keys()).filter((one) => one.startsWith('pages '))) {
    const cache = await caches.open(name)
    const kept = (await cache.keys()).find(({ url }) => /\/Storage-[^/]+\.js$/.test(url))
    if (kept && (await cache.delete(kept))) return new URL(kept.url).pathname
  }
  throw new Error('the page was not kept')
}

journey('somebody else’s page in place of an answer changes nothing, then or later', async ({ school, device }) => {
  const phone = await device()
  const { page } = phone
  await phone.signIn(school.cardOf('Inès Benali'))
  await expect(page.getByText(WORK).first()).toBeVisible()
  await phone.carried()
  const home = page.url().replace(/\/todo$/, '')
  const browser = await phone.context.newCDPSession(page)
  await browser.send('Network.clearBrowserCache')
  // Nobody is there to give it again to whoever is still keeping pages.
  await school.kill()
  const lost = await page.evaluate(loseStoragePage)
  const hotel = await standIn(school, 'garbage')
  try {
    await page.reload()
    await sendNow(page)
    await expect(page.getByText(WORK).first()).toBeVisible()
    // The page that is missing is asked for again: what the hotel answers is not it.
    await expect.poll(() => hotel.asked, { timeout: 30_000 }).toContain(`GET ${lost}`)
  } finally {
    await hotel.close()
  }
  await school.start()
  await sendNow(page)
  await phone.carried()
  await phone.line(false)
  await phone.restart()
  for (const room of ROOMS) {
    await phone.page.goto(`${home}/${room}`)
    await expect(phone.page.getByRole('banner')).toContainText('Inès Benali')
    await expect(phone.page.getByRole('heading', { level: 1 }).first()).not.toContainText('pas')
  }
})
