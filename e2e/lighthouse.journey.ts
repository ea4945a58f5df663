import { expect } from '@playwright/test'
import lighthouse from 'lighthouse'
import { journey } from './journey.ts'
import { freePort } from './school.ts'

/** What Lighthouse finds wrong with a page, in the two categories that a page either passes or does not. */
async function judge(url: string, port: number): Promise<{ faults: string[]; scores: Record<string, number | null> }> {
  const result = await lighthouse(url, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: ['accessibility', 'best-practices'],
    // The person stays signed in.
    disableStorageReset: true,
  })
  if (!result) throw new Error('Lighthouse gave no answer')
  const { categories, audits, runtimeError } = result.lhr
  // A page that it could not look at has no fault either.
  expect(runtimeError, url).toBeUndefined()
  const faults = Object.values(categories).flatMap(({ id, score, auditRefs }) =>
    score === 1
      ? []
      : auditRefs
          .filter(({ weight }) => weight > 0)
          .flatMap((ref) => audits[ref.id] ?? [])
          .filter((audit) => audit.score !== null && audit.score < 1)
          .map((audit) => `${id}: ${audit.title} ${JSON.stringify(audit.details ?? {}).slice(0, 600)}`),
  )
  const scores = Object.fromEntries(Object.values(categories).map(({ id, score }) => [id, score]))
  return { faults, scores }
}

journey(
  'Lighthouse finds nothing: welcome, a page of the vademecum, the home of a pupil',
  async ({ school, device }) => {
    const debugPort = await freePort()
    const phone = await device({ debugPort, browser: 'whole' })
    await phone.signIn(school.card('pupil'))
    const home = phone.page.url()
    for (const url of [home, `${school.url}/`, `${school.url}/guide/ecrans`])
      expect(await judge(url, debugPort), url).toEqual({
        faults: [],
        scores: { accessibility: 1, 'best-practices': 1 },
      })
  },
)
