import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readHandbook } from './handbook.ts'

test('the handbook that ships comes through the importer without losing anything', async () => {
  const { packs, entries, report } = await readHandbook(join(import.meta.dirname, 'handbook'))
  expect(report.filter(({ said }) => said !== 'imported')).toEqual([])
  expect(packs.map(({ id }) => id)).toEqual(['handbook-parents', 'handbook-teachers', 'handbook-pupils'])
  expect(entries.length).toBeGreaterThanOrEqual(12)
  const pages = packs.flatMap((pack) => pack.pages.map(({ id }) => `${pack.id}/${id}`))
  expect(entries.map(({ slug, body }) => `${body.packId}/${slug}`)).toEqual(pages)
})

test('a handbook read twice is the same, so that nothing is published again', async () => {
  const hashes = async () =>
    (await readHandbook(join(import.meta.dirname, 'handbook'))).packs.map(({ version }) => version.manifest.ref.sha256)
  expect(await hashes()).toEqual(await hashes())
})
