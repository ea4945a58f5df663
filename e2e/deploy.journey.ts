import { expect, type Page } from '@playwright/test'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { journey } from './journey.ts'
import { expectReceived, handIn, openWork, sendNow, writeAnswer } from './learning.ts'
import { DIST, filesOfBuild } from './nextBuild.ts'

const WORK = 'Dix minutes à la fenêtre'
const OTHER = 'Trois fractions à comparer'
const PROMPT = 'Une nouvelle version est prête.'

/** Counts how often a page is loaded from now on. */
function countLoads(page: Page): { times: number } {
  const loads = { times: 0 }
  page.on('load', () => (loads.times += 1))
  return loads
}

/** Which build a tab runs: its first script has another name in each. */
const buildOf = (page: Page) => page.locator('head script[type=module]').first().getAttribute('src')

const answer = (page: Page) => page.getByLabel('Ta réponse')

async function openSettings(page: Page) {
  await page.getByRole('banner').getByRole('link', { name: 'Réglages' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Réglages' })).toBeVisible()
}

journey(
  'a new build under open tabs waits for each one’s word, and touches nothing',
  async ({ school, device, next }) => {
    const phone = await device()
    const { step } = journey
    const first = phone.page
    await phone.signIn(school.cardOf('Inès Benali'))
    await openWork(first, WORK)
    await phone.carried()
    await writeAnswer(first, 'Une mouche sur la vitre.')
    const before = await buildOf(first)
    const loads = { first: countLoads(first), second: { times: 0 } }
    const second = await phone.context.newPage()

    await step('it is offered to both tabs, and neither is loaded anew', async () => {
      await school.kill()
      await school.start({ CARTABLE_DIST: next.dist })
      await second.goto(first.url())
      await expect(second.getByText(PROMPT)).toBeVisible({ timeout: 60_000 })
      await expect(first.getByText(PROMPT)).toBeVisible()
      expect(loads.first.times).toBe(0)
      expect(await buildOf(first)).toBe(before)
      loads.second = countLoads(second)
    })

    await step(
      'accepted without a network, in the middle of a sentence: the sentence is there, and so is what waits',
      async () => {
        await phone.line(false)
        await openWork(second, OTHER)
        await handIn(second, 'Rendu pendant la mise à jour.')
        await answer(first).fill('Une mouche sur la vitre, et du thym dans un pot.')
        await first.getByRole('button', { name: 'Mettre à jour' }).click()
        await expect.poll(() => buildOf(first)).not.toBe(before)
        await expect(answer(first)).toHaveValue('Une mouche sur la vitre, et du thym dans un pot.')
        await openWork(first, OTHER)
        await expect(first.getByText('Ton travail est sur ce téléphone. Il partira tout seul.')).toBeVisible()
        expect(loads.first.times).toBe(1)
      },
    )

    await step('the other tab goes on in the build it has, until its person says so', async () => {
      await openSettings(second)
      await expect(second.getByText(PROMPT)).toBeVisible()
      expect(await buildOf(second)).toBe(before)
      expect(loads.second.times).toBe(0)
      await second.getByRole('button', { name: 'Mettre à jour' }).click()
      await expect.poll(() => buildOf(second)).not.toBe(before)
    })

    await step('the network comes back: what waited leaves, once', async () => {
      await phone.line(true)
      await expectReceived(first)
      await expect(first.getByText('Version précédente', { exact: true })).toHaveCount(0)
    })
  },
)

journey(
  'a tab of an older build finds its pages at the school, and one reload when they are gone',
  async ({ school, device, next }) => {
    const laptop = await device({ worker: false })
    const { page } = laptop
    const { step } = journey
    await laptop.signIn(school.cardOf('Inès Benali'))
    await openWork(page, WORK)
    const before = await buildOf(page)
    const loads = countLoads(page)

    await step('the day after the deployment its pages still open', async () => {
      await school.kill()
      await school.start({ CARTABLE_DIST: next.dist })
      await openSettings(page)
      expect(loads.times).toBe(0)
      expect(await buildOf(page)).toBe(before)
    })

    await step('each of its files is served as what it is; what no build has is said to be missing', async () => {
      const old = filesOfBuild(DIST).filter((path) => /^assets\/.*\.(js|mjs|css)$/.test(path))
      expect(old.length).toBeGreaterThan(20)
      for (const path of old) {
        const served = await fetch(`${school.url}/${path}`)
        expect(served.status, path).toBe(200)
        expect(served.headers.get('content-type'), path).toMatch(
          path.endsWith('.css') ? /^text\/css/ : /^text\/javascript/,
        )
      }
      for (const path of ['assets/nothing-aaaaaaaa.js', 'assets/pupil/Todo-aaaaaaaa.js', 'assets/nothing.css']) {
        const missing = await fetch(`${school.url}/${path}`, { headers: { accept: 'text/html,*/*' } })
        expect(missing.status, path).toBe(404)
        expect(missing.headers.get('content-type'), path).not.toContain('html')
      }
    })

    await step('when its build is gone, the page is loaded anew once, with what was written', async () => {
      await openWork(page, WORK)
      await writeAnswer(page, 'Écrit dans une version d’il y a longtemps.')
      await school.kill()
      const builds = join(school.data, 'builds')
      const [current] = readdirSync(builds).filter((name) => name.endsWith('-next'))
      for (const name of readdirSync(builds)) if (name !== current) rmSync(join(builds, name), { recursive: true })
      await school.start({ CARTABLE_DIST: next.dist })
      await page.getByRole('navigation', { name: 'Navigation principale' }).getByRole('link', { name: 'Guide' }).click()
      await expect.poll(() => buildOf(page)).not.toBe(before)
      await page.getByRole('navigation', { name: 'Navigation principale' }).getByRole('link', { name: 'Guide' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await openWork(page, WORK)
      await expect(answer(page)).toHaveValue('Écrit dans une version d’il y a longtemps.')
      expect(loads.times).toBe(1)
      // That the page was gone is said in the console, and nothing else is.
      expect(laptop.complaints.filter((said) => !/\/assets\/Guide/.test(said))).toEqual([])
      laptop.complaints.length = 0
    })
  },
)

journey('a build whose store is newer asks the old tab to go: its words are kept first', async ({ school, device }) => {
  const phone = await device()
  const { page } = phone
  await phone.signIn(school.cardOf('Inès Benali'))
  await openWork(page, WORK)
  await phone.carried()
  const loads = countLoads(page)
  // A page of the same place that is not ours: ours would go as well.
  const other = await phone.context.newPage()
  await other.goto(`${school.url}/build.json`)
  await answer(page).fill('Pas encore enregistré.')
  const profile = /\/p\/([^/]+)\//.exec(page.url())?.[1] ?? ''
  // What the database of a later build does when it opens; it is there once the old tab has let go.
  await other.evaluate(
    (name) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name, 1000)
        opening.onerror = () => reject(opening.error ?? new Error('not opened'))
        opening.onsuccess = () => {
          opening.result.close()
          resolve()
        }
      }),
    `profile-${profile}`,
  )
  await expect.poll(() => loads.times).toBe(1)
  await expect(answer(page)).toHaveValue('Pas encore enregistré.')
})

journey(
  'a build is taken back: its worker leaves, the work stays, and the worker may come again',
  async ({ school, device }) => {
    const phone = await device()
    const { page } = phone
    const { step } = journey
    await phone.signIn(school.cardOf('Inès Benali'))
    await openWork(page, WORK)
    await phone.carried()
    const workers = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)
    const caches = () => page.evaluate(async () => (await window.caches.keys()).length)

    await step('what is written and what waits is on the phone', async () => {
      await phone.line(false)
      await handIn(page, 'Rendu avant.')
      await openWork(page, OTHER)
      await writeAnswer(page, 'Commencé avant.')
    })

    await step('the worker gives up its caches and leaves; nothing else goes', async () => {
      writeFileSync(join(school.data, 'worker-off'), '')
      await phone.line(true)
      await page.reload()
      await expect.poll(async () => [await workers(), await caches()], { timeout: 60_000 }).toEqual([0, 0])
      await page.reload()
      await expect(answer(page)).toHaveValue('Commencé avant.')
      await openWork(page, WORK)
      await expectReceived(page)
      await openSettings(page)
      await openWork(page, OTHER)
      await handIn(page, 'Rendu sans le worker.')
      await expectReceived(page)
    })

    await step('the switch is taken away: the application is on the phone again', async () => {
      rmSync(join(school.data, 'worker-off'))
      await page.reload()
      await sendNow(page)
      await phone.carried()
      await phone.line(false)
      await phone.restart()
      await phone.page.goto(school.url)
      await phone.page.getByRole('main').getByRole('link', { name: 'Inès Benali' }).click()
      await openWork(phone.page, OTHER)
      await expect(phone.page.getByText('Rendu sans le worker.')).toBeVisible()
    })
  },
)
