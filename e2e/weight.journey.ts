import { expect } from '@playwright/test'
import { journey } from './journey.ts'
import { firstVisit, VISIT_LIMIT } from './visit.ts'

journey('a pupil’s first visit loads no more script and style than it did', async ({ school }) => {
  const { scriptAndStyleBytes } = await firstVisit(school)
  expect(scriptAndStyleBytes).toBeGreaterThan(0)
  expect(scriptAndStyleBytes).toBeLessThanOrEqual(VISIT_LIMIT)
})
