import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Write } from '../../src/domain/records.ts'
import type { Storage } from './storage.ts'

/** A place that keeps what was committed: `open` again gives it back. */
export type Place = { open(): Promise<Storage>; remove(): Promise<void> }

const pupil = (id: string, feed = 'desk:c1'): Write => ({ feed, kind: 'pupil', id, body: { name: `Élève ${id}` } })
const digest = (letter: string) => letter.repeat(64)
const ref = (letter: string) => ({
  sha256: digest(letter),
  bytes: 10,
  type: 'image/jpeg' as const,
  pieces: [digest(letter)],
})

/** What every storage adapter must do, whatever is behind it. */
export function storageContract(name: string, makePlace: () => Promise<Place>): void {
  describe(`storage contract: ${name}`, () => {
    let place: Place
    let storage: Storage

    beforeEach(async () => {
      place = await makePlace()
      storage = await place.open()
      await storage.write(async (job) => {
        await job.openFeed('desk:c1', null)
        await job.openFeed('pupil:p1', null)
        await job.openFeed('class:c1', 'cap-of-class-one')
      })
    })

    afterEach(async () => {
      await storage.close()
      await place.remove()
    })

    it('gives seq in commit order, each feed its own', async () => {
      const many = Array.from({ length: 60 }, (_, i) =>
        storage.write((job) => job.put([pupil(`p${i}`), pupil(`p${i}`, 'pupil:p1')], i)),
      )
      await Promise.all(many)
      const records = await storage.read((view) => view.recordsAfter('desk:c1', 0, 100))
      expect(records.map((record) => record.seq)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
      expect((await storage.read((view) => view.feed('pupil:p1')))?.head).toBe(60)
      expect((await storage.read((view) => view.feed('class:c1')))?.head).toBe(0)
    })

    it('keeps the latest state of a record, and one that is gone', async () => {
      await storage.write((job) => job.put([pupil('a'), pupil('b'), pupil('a')], 1))
      await storage.write((job) => job.put([{ feed: 'desk:c1', kind: 'pupil', id: 'b', body: null }], 2))
      const records = await storage.read((view) => view.recordsAfter('desk:c1', 0, 100))
      expect(records.map(({ id, seq }) => [id, seq])).toEqual([
        ['a', 3],
        ['b', 4],
      ])
      expect(records[1]?.body).toBeNull()
      expect(await storage.read((view) => view.recordsAfter('desk:c1', 3, 100))).toHaveLength(1)
      expect(await storage.read((view) => view.recordsAfter('desk:c1', 0, 1))).toHaveLength(1)
    })

    it('undoes a job that throws and leaves its neighbours alone', async () => {
      const before = storage.write((job) => job.put([pupil('before')], 1))
      const broken = storage.write(async (job) => {
        await job.put([pupil('broken')], 1)
        throw new Error('second thoughts')
      })
      const after = storage.write((job) => job.put([pupil('after')], 1))
      await expect(broken).rejects.toThrow('second thoughts')
      expect((await before)[0]?.seq).toBe(1)
      expect((await after)[0]?.seq).toBe(2)
      const records = await storage.read((view) => view.recordsAfter('desk:c1', 0, 100))
      expect(records.map((record) => record.id)).toEqual(['before', 'after'])
    })

    it('answers only what is committed: a reader sees it, and it outlives the process', async () => {
      let seenInside: number | undefined
      const writing = storage.write(async (job) => {
        await job.put([pupil('a')], 1)
        seenInside = (await storage.read((view) => view.recordsAfter('desk:c1', 0, 10))).length
      })
      await writing
      expect(seenInside).toBe(0)
      expect(await storage.read((view) => view.recordsAfter('desk:c1', 0, 10))).toHaveLength(1)
      await storage.close()
      storage = await place.open()
      expect(await storage.read((view) => view.record('desk:c1', 'pupil', 'a'))).toMatchObject({
        seq: 1,
        body: { name: 'Élève a' },
      })
    })

    it('says so when it is closed', async () => {
      const closed = await place.open()
      await closed.close()
      await expect(closed.write((job) => job.setMeta('a', 'b'))).rejects.toThrow()
      await expect(closed.read((view) => view.meta('a'))).rejects.toThrow()
    })

    it('refuses a write to a feed that does not exist', async () => {
      await expect(storage.write((job) => job.put([pupil('a', 'desk:nowhere')], 1))).rejects.toThrow('desk:nowhere')
    })

    it('stores an outcome once', async () => {
      const outcome = { id: '01900000-0000-7000-8000-000000000001', refused: 'conflict' }
      const stored = { id: outcome.id, account: 'p1', device: 'd1', contentHash: digest('c'), outcome, at: 5 }
      await storage.write((job) => job.storeOutcome(stored))
      expect(await storage.read((view) => view.outcome(outcome.id))).toEqual(stored)
      await expect(storage.write((job) => job.storeOutcome(stored))).rejects.toThrow()
    })

    it('knows accounts, cards, devices and sessions', async () => {
      const account = { id: 'p1', role: 'pupil' as const, name: 'Zoé Demo', school: '0340001A' }
      const card = { hash: digest('d'), account: 'p1', createdAt: 1, voidedAt: null }
      const key = { kty: 'EC' as const, crv: 'P-256' as const, x: 'x'.repeat(43), y: 'y'.repeat(43) }
      const device = {
        id: 'd1',
        account: 'p1',
        key,
        label: 'téléphone',
        card: card.hash,
        enrolledAt: 2,
        withdrawnAt: null,
        lostAt: null,
      }
      const session = { hash: digest('e'), profile: 'f1', account: 'p1', device: 'd1', createdAt: 3, expiresAt: 9 }
      await storage.write(async (job) => {
        await job.addAccount(account)
        await job.addCard(card)
        await job.putDevice(device)
        await job.putSession(session)
        await job.grant('p1', 'desk:c1')
        await job.grant('p1', 'desk:c1')
      })
      expect(await storage.read((view) => view.account('p1'))).toEqual(account)
      expect(await storage.read((view) => view.sessions())).toEqual([session])
      expect(await storage.read((view) => view.grantsOf('p1'))).toEqual(['desk:c1'])
      await storage.write(async (job) => {
        await job.putDevice({ ...device, account: 'intruder', label: 'volé' })
        await job.putDevice({ ...device, label: 'tablette' })
        await job.voidCard(card.hash, 7)
        await job.voidCard(card.hash, 8)
        await job.dropSessionsOf('d1')
        await job.revoke('p1', 'desk:c1')
      })
      expect(await storage.read((view) => view.devicesOf('p1'))).toEqual([{ ...device, label: 'tablette' }])
      expect((await storage.read((view) => view.card(card.hash)))?.voidedAt).toBe(7)
      expect(await storage.read((view) => view.sessions())).toEqual([])
      expect(await storage.read((view) => view.grants())).toEqual([])
    })

    it('widens who reads a file and never narrows it', async () => {
      const file = { sha256: digest('f'), bytes: 10, type: 'image/png' as const, shared: false, feeds: ['pupil:p1'] }
      await storage.write((job) => job.putFile(file))
      await storage.write((job) => job.putFile({ ...file, shared: true, feeds: [] }))
      await storage.write((job) => job.putFile({ ...file, shared: false, feeds: ['desk:c1'] }))
      expect(await storage.read((view) => view.file(file.sha256))).toEqual({
        ...file,
        shared: true,
        feeds: ['desk:c1', 'pupil:p1'],
      })
    })

    it('tells all files by name, so many at a time', async () => {
      const names = ['a', 'b', 'c'].map(digest).sort()
      await storage.write(async (job) => {
        for (const sha256 of names)
          await job.putFile({ sha256, bytes: 3, type: 'image/png', shared: false, feeds: ['pupil:p1'] })
      })
      const told = async (after: string) =>
        (await storage.read((view) => view.filesAfter(after, 2))).map(({ sha256 }) => sha256)
      expect(await told('')).toEqual(names.slice(0, 2))
      expect(await told(names[1] ?? '')).toEqual(names.slice(2))
      expect(await told(names[2] ?? '')).toEqual([])
    })

    it('knows which copies wait for files, and forgets when they have come', async () => {
      const files = [ref('a'), ref('b'), ref('a')]
      const one = { submissionId: 's1', account: 'p1', files, feeds: ['pupil:p1'], receivedAt: undefined }
      await storage.write(async (job) => {
        await job.await(one)
        await job.await({ ...one, submissionId: 's2', files: [ref('b')], receivedAt: 7 })
      })
      expect((await storage.read((view) => view.awaitedOf('p1'))).map((a) => a.submissionId)).toEqual(['s1', 's2'])
      expect(await storage.read((view) => view.awaitedOf('p2'))).toEqual([])
      expect(await storage.read((view) => view.awaited('s1'))).toEqual(one)
      await storage.write((job) => job.arrived('s1'))
      expect(await storage.read((view) => view.awaited('s1'))).toBeUndefined()
      expect(await storage.read((view) => view.awaited('s2'))).toMatchObject({ files: [ref('b')], receivedAt: 7 })
    })

    it('tells when another process has written, and takes its own writes for granted', async () => {
      expect(await storage.changedElsewhere()).toBe(false)
      await storage.write((job) => job.put([pupil('own')], 1))
      expect(await storage.changedElsewhere()).toBe(false)
      const other = await place.open()
      await other.write((job) => job.put([pupil('other')], 1))
      expect(await storage.changedElsewhere()).toBe(true)
      expect(await storage.changedElsewhere()).toBe(false)
      await other.close()
      expect(await storage.changedElsewhere()).toBe(false)
    })

    it('keeps a log of what was done, newest first', async () => {
      await storage.write(async (job) => {
        await job.note({ at: 1, actor: 'p1', what: 'signIn', about: 'd1' })
        await job.note({ at: 2, actor: 't1', what: 'publish', about: 'k1' })
      })
      expect(await storage.read((view) => view.audit(1))).toEqual([
        { at: 2, actor: 't1', what: 'publish', about: 'k1' },
      ])
    })
  })
}
