import { expect } from '@playwright/test'
import type { Device } from './device.ts'
import { journey } from './journey.ts'
import { expectPictures, expectReceived, handIn, openWork, untilSeen } from './learning.ts'
import { photograph } from './photographs.ts'
import { openCopy } from './teaching.ts'

const WORK = 'Trois fractions à comparer'
const WORDS = 'Trois photos, un train, deux tunnels.'
const PIECE = /\/api\/p\/[^/]+\/pieces\/([0-9a-f]{64})$/
/** Pieces on their way when a line is cut are lost with it, three at most. */
const LANES = 3

/** Lets so many different pieces of files through, and none after: whoever brings them, a page or the worker. Counts, by name, those that went. */
async function letThrough(phone: Device, went: Map<string, number>, most: number) {
  await phone.context.route(PIECE, async (route) => {
    const piece = PIECE.exec(route.request().url())?.[1] ?? ''
    if (!went.has(piece) && went.size >= most) return route.abort('connectionreset')
    went.set(piece, (went.get(piece) ?? 0) + 1)
    return route.continue()
  })
}

journey(
  'photos go on where they were: after a cut line, a closed browser, another pupil at the phone',
  async ({ school, device }) => {
    const phone = await device()
    const { step } = journey
    const went = new Map<string, number>()
    let work = ''

    await step('two pupils share the phone; the line breaks after two pieces', async () => {
      await phone.signIn(school.cardOf('Malo Le Gall'))
      await phone.signIn(school.cardOf('Inès Benali'))
      await phone.carried()
      await openWork(phone.page, WORK)
      work = phone.page.url()
      const photos = await Promise.all([1, 2, 3].map((n) => photograph(phone.page, n)))
      await phone.page.locator('input[type=file][multiple]').setInputFiles(photos)
      await expect(phone.page.getByRole('button', { name: /^Voir la photo/ })).toHaveCount(3, { timeout: 90_000 })
      await letThrough(phone, went, 2)
      await handIn(phone.page, WORDS)
      await expect.poll(() => went.size, { timeout: 60_000 }).toBe(2)
      await expect(phone.page.getByText(/^\d photos? sur 3 envoyées?$/)).toBeVisible({ timeout: 60_000 })
    })

    await step('the browser is closed in a tunnel: the copy says where it is', async () => {
      await phone.line(false)
      await phone.restart()
      await phone.page.goto(work)
      await expect(phone.page.getByText(WORDS)).toBeVisible()
      await expect(phone.page.getByText(/^\d photos? sur 3 envoyées?$/)).toBeVisible()
      await expectPictures(phone.page)
    })

    await step('on another network, while another pupil reads, two pieces more, and another tunnel', async () => {
      await letThrough(phone, went, 4)
      await phone.page.goto(`${school.url}/profiles`)
      await phone.page.getByRole('main').getByRole('link', { name: 'Malo Le Gall' }).click()
      await phone.page.waitForURL(/\/todo$/)
      await phone.line(true)
      await expect.poll(() => went.size, { timeout: 60_000 }).toBe(4)
      await phone.line(false)
    })

    await step('the rest goes from her own page; nothing went twice but what a cut had in hand', async () => {
      await phone.restart()
      await letThrough(phone, went, Infinity)
      await phone.page.goto(work)
      await phone.line(true)
      await expectReceived(phone.page)
      const sent = [...went.values()].reduce((sum, times) => sum + times, 0)
      expect(went.size).toBeGreaterThan(4)
      expect(sent - went.size).toBeLessThanOrEqual(2 * LANES)
    })

    await step('the teacher has the three of them', async () => {
      const laptop = await device({ width: 1280, height: 800 })
      await laptop.signIn(school.cardOf('Mme Lopez'))
      await openCopy(laptop.page, { className: '6e A', pupil: 'Inès Benali', work: WORK })
      await expect(laptop.page.getByText(WORDS)).toBeVisible()
      await untilSeen(laptop.page, laptop.page.getByRole('img', { name: 'Photo 1' }))
      await expectPictures(laptop.page)
    })
  },
)
