import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { openProfile, type ProfileDb } from '../db/profile.ts'
import type { Mutation } from '../domain/mutations.ts'
import type { Write } from '../domain/records.ts'
import { outgoing } from './outgoing.ts'

let profiles = 0
const DAY = 24 * 3600_000

const said = (n: number) => ({ id: `01890000-0000-7000-8000-00000000000${n}`, n, at: 0 })
const waiting = { state: 'waiting', reason: null, committedAt: 0, changedAt: 0 } as const

async function profileDb(): Promise<ProfileDb> {
  const db = openProfile(`outgoing${profiles++}`)
  const times = { n: 2, epoch: 'two', offset: 0, freshAt: null, busyUntil: null, signedOut: false }
  await db.meta.put({
    name: 'state',
    account: 'lina',
    role: 'pupil',
    person: 'Lina',
    deviceId: 'd',
    ...times,
    grants: [],
  })
  return db
}

/** A pupil's copy, and what they said of a pack, given back to a school that was restored at moment 0. */
async function givingBack(): Promise<ProfileDb> {
  const db = await profileDb()
  const held = { state: 'held', reason: 'restored', committedAt: 0, changedAt: 0 } as const
  const copy = { classId: 'c1', assignmentId: 'a1', text: 'Ma copie', photos: [], paper: false, finishedAt: 0 }
  const mutations: Mutation[] = [
    { kind: 'handIn', ...said(1), ...copy },
    { kind: 'packDelivered', ...said(2), classId: 'c1', packId: 'k1', version: 1, tier: 'full' },
    { kind: 'withdrawDevice', ...said(3), deviceId: 'd2' },
  ]
  for (const mutation of mutations)
    await db.outbox.add({ ...held, writes: [], mutation, id: mutation.id, n: mutation.n })
  return db
}

const kinds = async (db: ProfileDb, now: number) => (await outgoing(db, now)).map(({ mutation }) => mutation.kind)
const ASSIGNMENT = {
  ...{ title: 'Lire', subject: 'french', instructions: '', dueAt: 1, minutes: 5, expects: ['text'] },
  ...{ by: 'anne', teacher: 'Anne Morel' },
}

describe('what may leave', () => {
  it('waits for what it follows on, where the school may still hold that', async () => {
    const db = await profileDb()
    const ref = { sha256: 'a'.repeat(64), bytes: 2, type: 'application/json', pieces: ['a'.repeat(64)] } as const
    const files = { manifest: { ...ref, pieces: [...ref.pieces] }, text: { ...ref, pieces: [...ref.pieces] } }
    const facts = { title: 'Lire', subject: 'french', level: '6e', pages: 1, essentialBytes: 4, fullBytes: 4 } as const
    const version = (n: number, packId: string) => {
      const mutation: Mutation = {
        kind: 'publishPack',
        ...said(n),
        classId: 'c1',
        packId,
        version: n,
        ...facts,
        ...files,
      }
      const writes: Write[] = [{ feed: 'class:c1', kind: 'pack', id: packId, body: null }]
      return db.outbox.add({ ...waiting, mutation, writes, id: mutation.id, n })
    }
    await version(1, 'k1')
    await version(2, 'k1')
    await version(3, 'k2')
    expect((await outgoing(db, 0)).map(({ n }) => n)).toEqual([1, 3])
  })
})

describe('what is given back to a restored school', () => {
  it('waits for what it is about, known from before or not', async () => {
    const db = await givingBack()
    expect(await kinds(db, 1000)).toEqual(['withdrawDevice'])
    const assignment = { feed: 'class:c1', kind: 'assignment', id: 'a1', at: 1, body: ASSIGNMENT }
    await db.records.put({ ...assignment, seq: 0 })
    expect(await kinds(db, 1000)).toEqual(['withdrawDevice'])
    await db.records.put({ ...assignment, seq: 7 })
    expect(await kinds(db, 1000)).toEqual(['handIn', 'withdrawDevice'])
  })

  it('waits no longer when the school turns out to have it', async () => {
    const db = await givingBack()
    const [copy] = await db.outbox.toArray()
    const body = { assignmentId: 'a1', pupilId: 'lina', classId: 'c1', text: 'Ma copie', photos: [], paper: false }
    const record = { feed: 'pupil:lina', kind: 'submission', id: copy?.id ?? '', seq: 2, at: 1 }
    await db.records.put({ ...record, body: { ...body, finishedAt: 0 } })
    expect(await kinds(db, 1000)).toEqual(['handIn', 'withdrawDevice'])
  })

  it('leaves after a week all the same: the school decides', async () => {
    const db = await givingBack()
    expect(await kinds(db, 8 * DAY)).toEqual(['handIn', 'packDelivered', 'withdrawDevice'])
  })
})
