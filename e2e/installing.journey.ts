import { expect } from '@playwright/test'
import { journey } from './journey.ts'

journey('the browser finds nothing against installing it', async ({ school, device }) => {
  const { page, context } = await device({ browser: 'whole' })
  await page.goto(school.url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const browser = await context.newCDPSession(page)
  await expect.poll(async () => (await browser.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([])
})
