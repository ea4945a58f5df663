import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { sealedText } from '../../src/domain/packs.ts'
import { Receipt, receiptText } from '../../src/domain/receipts.ts'
import { type Submission } from '../../src/domain/submissions.ts'
import { Keys } from '../../src/protocol/keys.ts'
import { openSqlite } from '../storage/sqlite.ts'
import { makeReceipt, makeSeal, receiptNumber } from './receipts.ts'
import { openSchoolKeys } from './schoolKeys.ts'
import { verifies } from '../ground.ts'

const ID = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b'
const copy: Submission = {
  assignmentId: 'a1',
  pupilId: 'p1',
  classId: 'c1',
  text: 'La Loire est un fleuve.',
  photos: [],
  paper: false,
  finishedAt: 5,
}

async function withKeys(use: (keys: Awaited<ReturnType<typeof openSchoolKeys>>) => Promise<void> | void) {
  const folder = await mkdtemp(join(tmpdir(), 'cartable-keys-'))
  const storage = await openSqlite(folder)
  try {
    const keys = await openSchoolKeys(storage)
    await use(keys)
    expect(await openSchoolKeys(storage), 'the key is kept').toMatchObject({ id: keys.id, published: keys.published })
  } finally {
    await storage.close()
    await rm(folder, { recursive: true })
  }
}

test('a number is eight letters that cannot be misread, always the same for a submission', () => {
  expect(receiptNumber(ID)).toBe(receiptNumber(ID))
  // Written down once: a number that a pupil copied must never change with a release.
  expect(receiptNumber(ID)).toBe('7BZ9-A7BQ')
  fc.assert(
    fc.property(fc.uuid({ version: 7 }), (id) => {
      expect(receiptNumber(id)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    }),
  )
})

test('numbers use the whole alphabet, at each place', () => {
  const seen = Array.from({ length: 8 }, () => new Set<string>())
  for (let at = 0; at < 1000; at++)
    for (const [place, letter] of Array.from(receiptNumber(`${ID}${at}`).replace('-', '')).entries())
      seen[place]!.add(letter)
  expect(seen.map((letters) => letters.size)).toEqual([32, 32, 32, 32, 32, 32, 32, 32])
})

test('a receipt is signed so that a browser can check it against the published key, and only as it is', () =>
  withKeys(async (keys) => {
    const receipt = makeReceipt(keys, ID, copy, 1_790_000_000_000)
    expect(v.is(Receipt, receipt)).toBe(true)
    expect(v.is(Keys, keys.published)).toBe(true)
    expect(JSON.stringify(keys.published), 'the secret stays').not.toMatch(/"d"/)
    expect(await verifies(keys.published, receipt, receiptText(receipt))).toBe(true)
    const changes = [{ pupilId: 'p2' }, { receivedAt: 1 }, { contentHash: '0'.repeat(64) }, { number: '0000-0000' }]
    for (const change of changes)
      expect(await verifies(keys.published, receipt, receiptText({ ...receipt, ...change }))).toBe(false)
  }))

test('the hash of a receipt changes with each thing that a copy says', () =>
  withKeys((keys) => {
    const hashOf = (change: Partial<Submission>) => makeReceipt(keys, ID, { ...copy, ...change }, 1).contentHash
    const photo = { sha256: 'a'.repeat(64), bytes: 9, type: 'image/png' as const, pieces: ['a'.repeat(64)] }
    const hashes = [{}, { text: 'autre' }, { photos: [photo] }, { paper: true }, { finishedAt: 6 }].map(hashOf)
    expect(new Set(hashes).size).toBe(5)
    expect(hashOf({})).toBe(hashes[0])
  }))

test('a seal is checked the same way', () =>
  withKeys(async (keys) => {
    const seal = makeSeal(keys, 'b'.repeat(64))
    expect(await verifies(keys.published, seal, sealedText('b'.repeat(64)))).toBe(true)
    expect(await verifies(keys.published, seal, sealedText('c'.repeat(64)))).toBe(false)
  }))

test('another school has another key', () =>
  withKeys((one) =>
    withKeys((other) => {
      expect(other.id).not.toBe(one.id)
    }),
  ))
