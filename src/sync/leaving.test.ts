import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { claim } from '../db/claims.ts'
import { commit } from '../db/commit.ts'
import { openDatabases } from '../db/open.ts'
import { profileDbName, type Entry, type EntryState } from '../db/profile.ts'
import type { FileRef } from '../domain/files.ts'
import { uuid7, type Id } from '../domain/ids.ts'
import type { Mutation } from '../domain/mutations.ts'
import { dropLeft, finishLeaving, leave, tellLeft } from './leaving.ts'

const PHOTO: FileRef = { sha256: 'f'.repeat(64), bytes: 3, type: 'image/jpeg', pieces: ['f'.repeat(64)] }
const databases = openDatabases({ outdated: () => Promise.resolve(false) })
const school = { answer: 'done' as 'done' | 'offline' | { problem: string }, told: [] as Id[] }
const l = {
  ...databases,
  http: {
    signOut(profile: Id) {
      school.told.push(profile)
      return Promise.resolve(school.answer)
    },
  },
}

let people = 0
let id: Id
beforeEach(async () => {
  id = `p${people++}`
  school.answer = 'done'
  school.told = []
  await databases.device.leaving.clear()
  await databases.profile(id).meta.put({
    name: 'state',
    ...{ account: id, role: 'pupil', person: 'Inès', deviceId: 'd', n: 0, epoch: null, offset: 0 },
    ...{ freshAt: null, busyUntil: null, signedOut: false, grants: [] },
  })
  const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const who = { account: id, role: 'pupil', name: 'Inès', school: '', deviceId: 'd', key, card: id } as const
  await databases.device.profiles.put({ id, ...who, colour: 0, addedAt: 1, lastUsedAt: 1 })
})

async function entry(state: EntryState, kind: 'handIn' | 'packDelivered' = 'handIn'): Promise<Entry> {
  const said = { id: uuid7(people, crypto.getRandomValues(new Uint8Array(16))), n: 1, at: 1, classId: 'c1' }
  const copy = { assignmentId: 'a1', text: 'Ma copie', photos: [], paper: false, finishedAt: 1 }
  const pack = { packId: 'k1', version: 1, tier: 'full' } as const
  const mutation: Mutation = kind === 'handIn' ? { kind, ...said, ...copy } : { kind, ...said, ...pack }
  const row = { id: said.id, n: 1, state, reason: null, mutation, writes: [], committedAt: 1, changedAt: 1 }
  await databases.profile(id).outbox.add(row)
  return row
}

const listed = async () => (await databases.device.profiles.get(id)) !== undefined
const bagIsHere = async () => (await indexedDB.databases()).some(({ name }) => name === profileDbName(id))

describe('a profile stays', () => {
  it.each<EntryState>(['waiting', 'held'])('while a copy is %s, whatever one would lose', async (state) => {
    await entry(state)
    expect(await leave(l, id, { lose: true })).toEqual({ waiting: 1, unsent: 0 })
    expect([await listed(), await databases.profile(id).outbox.count(), school.told]).toEqual([true, 1, []])
  })

  it('while photos of a copy that was sent are on their way', async () => {
    const { id: copy } = await entry('done')
    const upload = { sha256: PHOTO.sha256, ref: PHOTO, entries: [copy], sent: 0, done: false, askedAt: 0, addedAt: 1 }
    await databases.profile(id).uploads.add(upload)
    expect(await leave(l, id, { lose: true })).toEqual({ waiting: 1, unsent: 0 })
    await databases.profile(id).uploads.update(PHOTO.sha256, { done: true })
    expect(await leave(l, id, { lose: false })).toBe('done')
  })

  it('with drafts and what was refused, until one says that they may be lost', async () => {
    await entry('refused')
    await databases.profile(id).drafts.put({ key: 'copy', value: 'Il était', updatedAt: 1 })
    expect(await leave(l, id, { lose: false })).toEqual({ waiting: 0, unsent: 2 })
    expect(await databases.profile(id).drafts.count()).toBe(1)
    expect(await leave(l, id, { lose: true })).toBe('done')
    expect(await bagIsHere()).toBe(false)
  })
})

describe('a profile leaves', () => {
  it('with everything of it, and nothing of others', async () => {
    await entry('done')
    await entry('waiting', 'packDelivered')
    const sibling = { ...PHOTO, sha256: 'e'.repeat(64) }
    await claim(databases.files, `${id}/class:c1/k1/v1`, [PHOTO, sibling], 1)
    await claim(databases.files, 'other/class:c1/k1/v1', [sibling], 1)
    expect(await leave(l, id, { lose: false })).toBe('done')
    expect([await listed(), await bagIsHere()]).toEqual([false, false])
    expect((await databases.files.files.toArray()).map(({ owners }) => owners)).toEqual([['other/class:c1/k1/v1']])
    expect(await databases.device.leaving.toArray()).toEqual([{ profile: id }])
  })

  it('so that nothing more can be done in its name, even where the page is still open', async () => {
    const open = databases.profile(id)
    await open.transaction('rw', open.meta, () => open.meta.clear())
    const wish = { kind: 'withdrawDevice', deviceId: 'd2' } as const
    const deed = { wish, attached: [], now: 1, random: new Uint8Array(16) }
    expect(await commit(open, deed)).toEqual({ refused: 'notAllowed' })
  })

  it('wholly, wherever it broke off, and however often that is finished', async () => {
    await databases.profile(id).meta.clear()
    await finishLeaving(l, id)
    await finishLeaving(l, id)
    expect([await listed(), await bagIsHere(), await databases.device.leaving.count()]).toEqual([false, false, 1])
  })
})

describe('a bag whose deleting was broken off', () => {
  it('is deleted by the next round, network or not', async () => {
    await leave({ ...l, drop: () => Promise.reject(new Error('the browser is closed')) }, id, { lose: false }).catch(
      () => undefined,
    )
    expect([await listed(), await bagIsHere()]).toEqual([false, true])
    await dropLeft(l)
    await dropLeft(l)
    expect([await bagIsHere(), await databases.device.leaving.count()]).toEqual([false, 1])
  })

  it('stays when its person is coming back with their card', async () => {
    const who = await databases.device.profiles.get(id)
    if (!who) throw new Error('nobody is here')
    await databases.device.leaving.put({ profile: id })
    await databases.device.enrolling.put({ card: 'c', profile: id, deviceId: 'd', key: who.key })
    await dropLeft(l)
    expect(await bagIsHere()).toBe(true)
    await databases.device.enrolling.clear()
  })
})

describe('the school', () => {
  it('is told when it can be', async () => {
    await leave(l, id, { lose: false })
    school.answer = 'offline'
    await tellLeft(l)
    school.answer = { problem: 'busy' }
    await tellLeft(l)
    expect(await databases.device.leaving.count()).toBe(1)
    school.answer = 'done'
    await tellLeft(l)
    await tellLeft(l)
    expect(school.told).toEqual([id, id, id])
    expect(await databases.device.leaving.count()).toBe(0)
  })

  it('that knows nothing of a session any more needs not be told again', async () => {
    await leave(l, id, { lose: false })
    school.answer = { problem: 'signedOut' }
    await tellLeft(l)
    expect(await databases.device.leaving.count()).toBe(0)
  })
})
