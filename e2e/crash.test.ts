import { expect, test } from 'vitest'
import { killSchools } from './crash/schools.ts'

test('killed while it is written to, again and again, the school keeps its word', async () => {
  const found = await killSchools(3)
  expect(found).toMatchObject({ lost: [], doubled: [] })
  expect(found.receipts).toBeGreaterThan(0)
}, 120_000)
