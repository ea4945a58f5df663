import { expect } from '@playwright/test'
import { journey } from './journey.ts'
import { handIn, openWork, sendNow } from './learning.ts'
import { openDesk } from './teaching.ts'

/** Background Sync, which TypeScript does not know. */
type WithSync = ServiceWorkerRegistration & { sync?: { getTags: () => Promise<string[]> } }

/** Run in a page: what the browser has promised to wake the worker for. */
async function promisedWakes(): Promise<string[]> {
  const registration: WithSync = await navigator.serviceWorker.ready
  return (await registration.sync?.getTags()) ?? []
}

const WORK = 'Dix minutes à la fenêtre'

journey(
  'handed in without a network, the tab closed: with the network it leaves by itself',
  async ({ school, device }) => {
    const phone = await device({ browser: 'whole' })
    await phone.signIn(school.cardOf('Inès Benali'))
    await openWork(phone.page, WORK)
    await phone.carried()
    const blank = await phone.context.newPage()
    await phone.line(false)
    await handIn(phone.page, 'Partie sans moi.')
    await expect.poll(() => phone.page.evaluate(promisedWakes)).toEqual(['outbox'])
    await phone.page.close()
    const laptop = await device({ width: 1280, height: 800 })
    await laptop.signIn(school.cardOf('Mme Lopez'))
    await openDesk(laptop.page, '6e A')
    const copy = laptop.page.getByRole('row', { name: /Inès Benali/ }).getByRole('link', { name: /À ouvrir/ })
    await sendNow(laptop.page)
    await expect(copy).toHaveCount(0)
    await phone.line(true)
    await expect(async () => {
      await sendNow(laptop.page)
      await expect(copy).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 60_000 })
    expect(blank.url()).toBe('about:blank')
  },
)
