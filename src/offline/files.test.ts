import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { openDatabases } from '../db/open.ts'
import { profileDbName } from '../db/profile.ts'
import { ownFile } from './files.ts'

const SHA = 'a'.repeat(64)
const PDF = new TextEncoder().encode('%PDF-1.4 a document')

const store = openDatabases({ outdated: () => Promise.resolve(false) })

async function withPerson() {
  const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const times = { addedAt: 1, lastUsedAt: 1 }
  const who = { account: 'a1', role: 'teacher', name: 'Mme Lopez', school: 'Jean-Moulin', deviceId: 'd1' } as const
  await store.device.profiles.put({ id: 'p1', ...who, key, card: '', colour: 0, ...times })
  const ref = { sha256: SHA, bytes: PDF.length, type: 'application/pdf' as const, pieces: [SHA] }
  await store.profile('p1').blobs.put({ sha256: SHA, ref, bytes: PDF.buffer, addedAt: 1 })
}

const ask = (profile: string, sha256 = SHA, headers = {}) =>
  ownFile(store, new Request(`http://localhost/api/p/${profile}/files/${sha256}`, { headers }), profile, sha256)

it('gives what a person made here, by ranges too, and guards it', async () => {
  await withPerson()
  const whole = await ask('p1')
  expect(whole?.headers.get('content-type')).toBe('application/pdf')
  expect(whole?.headers.get('content-security-policy')).toContain('sandbox')
  expect(new Uint8Array((await whole?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(PDF)
  const part = await ask('p1', SHA, { range: 'bytes=5-7' })
  expect([part?.status, await part?.text()]).toEqual([206, '1.4'])
})

it('leaves the rest to the school, and makes no database of an address', async () => {
  await withPerson()
  expect(await ask('p1', 'b'.repeat(64))).toBeUndefined()
  expect(await ask('p2')).toBeUndefined()
  const names = (await indexedDB.databases()).map(({ name }) => name)
  expect(names).not.toContain(profileDbName('p2'))
})
