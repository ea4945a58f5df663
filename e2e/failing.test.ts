import { afterEach, describe, expect, it, vi } from 'vitest'
import { carrier, readable, SPOT, strays } from './carrier.ts'
import { allOf, endOf, failEverywhere, FAULTS, makeDevice, type Trial } from './failing.ts'
import { mirror, noise } from './mirror.ts'
import { asked, photo, receipt, satchel, type Satchel } from './satchel.ts'
import type { Databases } from '../src/db/open.ts'
import { forgetOld } from '../src/db/forget.ts'
import { clearBytes } from '../src/db/makings.ts'
import { startPack } from '../src/db/shelf.ts'
import type { ProfileDb } from '../src/db/profile.ts'
import type { FeedName, FeedRecord } from '../src/domain/records.ts'
import { PIECE_BYTES } from '../src/domain/files.ts'
import { keepFile, perform } from '../src/stores/doing.ts'
import { dropDraft, putDraft } from '../src/stores/draftRows.ts'
import { startEngine } from '../src/stores/engine.ts'
import { enterProfile } from '../src/stores/profiles.ts'
import { fetchPacks } from '../src/sync/downloads.ts'
import { readFeed } from '../src/sync/feeds.ts'
import type { TurnAnswer, TurnRequest } from '../src/protocol/turn.ts'
import type { Id } from '../src/domain/ids.ts'
import { createHttp } from '../src/sync/http.ts'
import { leave } from '../src/sync/leaving.ts'
import { takeTurns } from '../src/sync/turn.ts'
import { sha256 } from '../src/device/hash.ts'

/** Whole deeds on a store of which every step may fail. What a person is told is what is so, and nothing is ever half there. */

vi.spyOn(console, 'warn').mockReturnValue()
afterEach(() => enterProfile(null))

const ID = 'p1'
const DAY = 86_400_000

/** Lina's phone, on which a class has one assignment. */
async function phoneOfLina(): Promise<{ open: () => Databases; s: Satchel }> {
  const device = makeDevice()
  const s = await satchel('pupil', 'lina', 'Lina', ['pupil:lina', 'class:c1'], device.open().profile(ID))
  await s.tell(s.record('class:c1', 'assignment', 'a1', asked('Fractions')))
  return { open: device.open, s }
}

const work = (text: string) =>
  ({ kind: 'handIn', classId: 'c1', assignmentId: 'a1', text, paper: false, finishedAt: 5 }) as const

/** The stores of a page that has just been opened on a device. */
function openPage(databases: Databases): void {
  startEngine({
    ...databases,
    http: createHttp({ origin: 'http://localhost', build: 'test', fetch: () => Promise.reject(new TypeError('off')) }),
    now: () => 7,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    label: 'a phone',
    wake: () => undefined,
    keepPages: () => undefined,
  })
  enterProfile(ID)
}

describe.each(FAULTS)('on a store that fails at any one step, with %s', (fault) => {
  it('a draft is kept, over what lay in its place and was never seen, or is not', async () => {
    const begin = async (): Promise<Trial> => {
      const { open } = makeDevice()
      const other = { key: 'copy', value: 'from another build', updatedAt: 1 }
      await open().profile(ID).drafts.put(other)
      return {
        act: () => endOf(() => putDraft(open().profile(ID), { key: 'copy', value: 'Un demi', updatedAt: 2 }, other)),
        look: () => allOf(open().profile(ID).drafts),
        async whole() {
          const values = (await open().profile(ID).drafts.toArray()).map(({ value }) => value)
          expect(values).toEqual(['from another build', 'Un demi'])
        },
      }
    }
    expect(await failEverywhere(fault, begin)).toBeGreaterThan(1)
  })

  it('a draft that is thrown away is gone, or still there', async () => {
    const begin = async (): Promise<Trial> => {
      const { open } = makeDevice()
      await open().profile(ID).drafts.put({ key: 'copy', value: 'Un demi', updatedAt: 1 })
      return {
        act: () => endOf(() => dropDraft(open().profile(ID), 'copy', undefined)),
        look: () => allOf(open().profile(ID).drafts),
        whole: async () => expect(await open().profile(ID).drafts.count()).toBe(0),
      }
    }
    expect(await failEverywhere(fault, begin)).toBeGreaterThan(1)
  })

  it('a copy is handed in with its photo, or not at all', async () => {
    const begin = async (): Promise<Trial> => {
      const { open } = await phoneOfLina()
      const db = () => open().profile(ID)
      return {
        async act() {
          openPage(open())
          const ref = await keepFile(new Uint8Array(PIECE_BYTES + 9).fill(3).buffer, 'image/jpeg')
          return endOf(async () => ('refused' in ref ? ref : perform({ ...work('Un demi'), photos: [ref] })))
        },
        async look() {
          const { outbox, uploads, meta } = db()
          return allOf(outbox, uploads, meta)
        },
        async whole() {
          const { outbox, uploads, blobs, meta } = db()
          const [entry, ...more] = await outbox.toArray()
          expect(more).toEqual([])
          expect(entry).toMatchObject({ n: 1, state: 'waiting', mutation: { text: 'Un demi' } })
          expect((await uploads.toArray()).map(({ entries, done }) => [entries, done])).toEqual([[[entry?.id], false]])
          expect((await blobs.toArray()).map(({ bytes }) => bytes.byteLength)).toEqual([PIECE_BYTES + 9])
          expect((await meta.get('state'))?.n).toBe(1)
        },
      }
    }
    expect(await failEverywhere(fault, begin)).toBeGreaterThan(5)
  })

  it('the answer of a turn closes an entry with what it led to, and moves a cursor with its records, or neither', async () => {
    const begin = async (): Promise<Trial> => {
      const { open, s } = await phoneOfLina()
      const id = await s.deed({ ...work('Un demi'), photos: [photo('one')] })
      const told = [
        s.record('pupil:lina', 'receipt', id, receipt(id, 'a1', 'lina', 9)),
        s.record('pupil:lina', 'seen', id, {
          submissionId: id,
          assignmentId: 'a1',
          pupilId: 'lina',
          by: 't1',
          teacher: 'Mme Lopez',
        }),
      ]
      const taken = s.record('pupil:lina', 'submission', id, {
        ...work('Un demi'),
        photos: [photo('one')],
        pupilId: 'lina',
      })
      const db = () => open().profile(ID)
      const http = { turn: (_: Id, asked: TurnRequest) => Promise.resolve(answerOf(asked, taken, told)) }
      return {
        act: () =>
          endOf(() => {
            const at = db()
            return takeTurns({
              profile: ID,
              db: at,
              now: () => 9,
              publicCursor: () => Promise.resolve(undefined),
              http,
            })
          }),
        async look() {
          const { outbox, records, cursors, meta } = db()
          return allOf(outbox, records, cursors, meta)
        },
        async half() {
          const at = db()
          const entry = await at.outbox.get(id)
          const copy = await at.records.get(['pupil:lina', 'submission', id])
          expect(entry?.state === 'done').toBe(copy !== undefined)
          await expectRead(at, 'pupil:lina', told)
        },
        async whole() {
          const at = db()
          expect((await at.outbox.get(id))?.state).toBe('done')
          expect(await at.records.where('kind').anyOf('submission', 'receipt', 'seen').count()).toBe(3)
          expect(await at.cursors.get('class:c1')).toBeUndefined()
          await expectRead(at, 'pupil:lina', told)
        },
      }
    }
    expect(await failEverywhere(fault, begin)).toBeGreaterThan(10)
  })

  it('a shared feed is read as far as its cursor says', async () => {
    const records = [1, 2, 3, 4, 5].map((seq): FeedRecord => ({
      kind: 'note',
      id: `n${seq}`,
      seq,
      at: 1,
      body: { seq },
    }))
    const files = new Map<string, Uint8Array<ArrayBuffer>>()
    const sealed = async (...seqs: number[]) => {
      const bytes = new TextEncoder().encode(
        JSON.stringify({ records: records.filter(({ seq }) => seqs.includes(seq)) }),
      )
      const name = await sha256(bytes)
      files.set(name, bytes)
      return name
    }
    const segments = [
      { from: 1, to: 2, sha256: await sealed(1, 2) },
      { from: 3, to: 4, sha256: await sealed(3, 4) },
    ]
    const head = { epoch: 'first', head: 5, floor: 0, snapshot: null, segments, tail: records.slice(4) }
    const http = {
      head: () => Promise.resolve(head),
      feedFile: (_: string, name: string) => Promise.resolve(files.get(name) ?? ({ problem: 'notFound' } as const)),
    }
    const begin = async (): Promise<Trial> => {
      const { open } = await phoneOfLina()
      const read = async () => expectRead(open().profile(ID), 'class:c2', records)
      return {
        act: () => endOf(() => readFeed({ db: open().profile(ID), http, now: () => 9 }, 'class:c2', 'cap')),
        look: async () => {
          const { records, cursors } = open().profile(ID)
          return allOf(records, cursors)
        },
        half: read,
        async whole() {
          await read()
          expect((await open().profile(ID).cursors.get('class:c2'))?.seq).toBe(5)
        },
      }
    }
    expect(await failEverywhere(fault, begin)).toBeGreaterThan(5)
  })

  it('a pack is readable or absent', async () => {
    const { school, source } = mirror()
    const picture = await school.add(noise(2, PIECE_BYTES + 5), 'image/webp')
    const files = [{ ...picture, tier: 'essential', name: 'b.webp' } as const]
    const published = await school.publish(1, files)
    const begin = (): Trial => {
      const { open } = makeDevice()
      const on = () => carrier(source, { files: open().files })
      return {
        act: () =>
          endOf(async () => {
            const d = on()
            await startPack(d.files, SPOT, 'full')
            await fetchPacks(d, [published])
            return (await d.files.packs.get(SPOT.key))?.trouble === 'full' ? { refused: 'deviceFull' } : 'done'
          }),
        look: async () => {
          const at = open().files
          return allOf(at.files, at.packs, at.pieces)
        },
        async half() {
          await readable(on(), [{ published, files }])
          expect(await strays(on())).toEqual([])
        },
        async whole() {
          expect(await readable(on(), [{ published, files }])).toEqual({ version: 1, depth: 'full' })
          expect(await strays(on())).toEqual([])
        },
      }
    }
    expect(await failEverywhere(fault, begin)).toBeGreaterThan(20)
  })

  it('what is old is forgotten with its photos, or stays', async () => {
    const begin = async (): Promise<Trial> => {
      const { open, s } = await phoneOfLina()
      const ref = photo('old')
      const id = await s.deed({ ...work('Ancien'), photos: [ref] }, [{ ref, bytes: new ArrayBuffer(3) }])
      await s.take(id, s.record('pupil:lina', 'receipt', id, receipt(id, 'a1', 'lina', 9)))
      const now = s.clock.at + 31 * DAY
      await s.db.meta.update('state', { freshAt: now })
      const all = ({ outbox, uploads, blobs }: ProfileDb) => allOf(outbox, uploads, blobs)
      return {
        act: () => endOf(() => forgetOld(open().profile(ID), now)),
        look: () => all(open().profile(ID)),
        whole: async () => expect(await all(open().profile(ID))).toBe('{"outbox":[],"uploads":[],"blobs":[]}'),
      }
    }
    expect(await failEverywhere(fault, begin)).toBeGreaterThan(5)
  })

  it('bytes that nothing names are let go, and no others', async () => {
    const begin = async (): Promise<Trial> => {
      const { open, s } = await phoneOfLina()
      const named = photo('named')
      await s.deed({ ...work('Un demi'), photos: [named] }, [{ ref: named, bytes: new ArrayBuffer(3) }])
      for (const ref of [photo('loose'), photo('looser')])
        await s.db.blobs.add({ sha256: ref.sha256, ref, bytes: new ArrayBuffer(3), addedAt: 1, looseAt: 1 })
      return {
        act: () => endOf(() => clearBytes(open().profile(ID), 1 + 2 * DAY)),
        look: () => allOf(open().profile(ID).blobs),
        whole: async () => expect(await open().profile(ID).blobs.toCollection().primaryKeys()).toEqual([named.sha256]),
      }
    }
    expect(await failEverywhere(fault, begin)).toBeGreaterThan(5)
  })

  it('someone signs out wholly, or stays as they were, and no sibling notices', async () => {
    const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
    const begin = async (): Promise<Trial> => {
      const { open } = await phoneOfLina()
      const { device, files, profile } = open()
      const who = {
        role: 'pupil',
        school: '',
        deviceId: 'd',
        key,
        card: '',
        colour: 0,
        addedAt: 1,
        lastUsedAt: 1,
      } as const
      await device.profiles.bulkAdd(['p1', 'p2'].map((id) => ({ id, account: id, name: id, ...who })))
      await profile('p2').drafts.put({ key: 'copy', value: 'of a sibling', updatedAt: 1 })
      await profile(ID).drafts.put({ key: 'copy', value: 'mine', updatedAt: 1 })
      const owners = (sha256: string, ...ids: string[]) => ({
        sha256,
        ref: photo(sha256),
        have: 1,
        addedAt: 1,
        owners: ids.map((id) => `${id}/class:c1/k1/v`),
      })
      await files.files.bulkAdd([owners('shared', 'p1', 'p2'), owners('own', 'p1')])
      await files.pieces.bulkAdd([
        { file: 'shared', index: 0, bytes: new ArrayBuffer(1) },
        { file: 'own', index: 0, bytes: new ArrayBuffer(1) },
      ])
      const ofSibling = async () => {
        const at = open()
        expect(await at.profile('p2').drafts.count()).toBe(1)
        expect((await at.files.files.get('shared'))?.owners).toContain('p2/class:c1/k1/v')
        expect(await at.files.pieces.get(['shared', 0])).toBeDefined()
      }
      return {
        act: () =>
          endOf(() => leave({ ...open(), http: { signOut: () => Promise.resolve('offline') } }, ID, { lose: true })),
        async look() {
          const at = open()
          return allOf(
            at.device.profiles,
            at.device.leaving,
            at.files.files,
            at.files.pieces,
            at.profile(ID).drafts,
            at.profile(ID).meta,
          )
        },
        half: ofSibling,
        async whole() {
          await ofSibling()
          const at = open()
          expect(await at.device.profiles.toCollection().primaryKeys()).toEqual(['p2'])
          expect(await at.files.files.toCollection().primaryKeys()).toEqual(['shared'])
          expect(await at.profile(ID).drafts.count()).toBe(0)
        },
      }
    }
    expect(await failEverywhere(fault, begin)).toBeGreaterThan(5)
  })
})

it('is noticed by the trial itself when it is half done', async () => {
  const begin = (): Trial => {
    const { open } = makeDevice()
    const drafts = () => open().profile(ID).drafts
    return {
      act: () =>
        endOf(async () => {
          await drafts().put({ key: 'one', value: 1, updatedAt: 1 })
          await drafts().put({ key: 'two', value: 2, updatedAt: 1 })
        }),
      look: () => allOf(drafts()),
      whole: async () => expect(await drafts().count()).toBe(2),
    }
  }
  await expect(failEverywhere('UnknownError', begin)).rejects.toThrow('step 3: deviceBroken')
})

/** A school that takes what it is asked, and tells what it knows one record at a time. */
function answerOf(
  { cursors, mutations }: TurnRequest,
  taken: FeedRecord & { feed: FeedName },
  told: readonly (FeedRecord & { feed: FeedName })[],
): TurnAnswer | 'nothing' {
  const next = told.find(({ feed, seq }) => seq > (cursors[feed] ?? 0))
  if (!next && mutations.length === 0) return 'nothing'
  const outcomes = mutations.map(({ id }) => ({ id, received: 9, records: [taken] }))
  const pages = next ? [{ feed: next.feed, upTo: next.seq, more: next !== told.at(-1), records: [next] }] : []
  return { protocol: 1, epoch: 'first', now: 9, outcomes, feeds: pages, moved: [], left: ['class:c1'] }
}

/** A feed is here up to where its cursor says, and no further. */
async function expectRead(db: ProfileDb, feed: FeedName, told: readonly FeedRecord[]): Promise<void> {
  const upTo = (await db.cursors.get(feed))?.seq ?? 0
  for (const { kind, id, seq } of told)
    expect((await db.records.get([feed, kind, id]))?.seq).toBe(seq <= upTo ? seq : undefined)
}
