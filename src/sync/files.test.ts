import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noise } from '../../e2e/mirror.ts'
import { ProfileDb, type Entry, type EntryState } from '../db/profile.ts'
import { sha256 } from '../device/hash.ts'
import { PIECE_BYTES, type FileRef } from '../domain/files.ts'
import { uuid7 } from '../domain/ids.ts'
import { sendFiles, type PieceSink, type Sending } from './files.ts'
import { filesAreUp } from './outgoing.ts'

let databases = 0

/** A school that takes pieces. `weather` decides what becomes of each request: done and answered, done but the answer lost, or not done at all. */
function school(weather: () => 'fine' | 'answerLost' | 'requestLost' = () => 'fine') {
  const pieces = new Set<string>()
  const seen = { asked: 0, put: 0 }
  const at = <T>(act: () => T): Promise<T | 'offline'> => {
    const now = weather()
    const answer = now === 'requestLost' ? 'offline' : act()
    return Promise.resolve(now === 'fine' ? answer : 'offline')
  }
  const http: PieceSink = {
    missing: (_profile, names) =>
      at(() => {
        seen.asked += 1
        return { missing: names.filter((name) => !pieces.has(name)) }
      }),
    putPiece: async (_profile, name, bytes) => {
      const right = (await sha256(bytes)) === name
      return at(() => {
        seen.put += 1
        if (!right) return { problem: 'wrongBytes' }
        pieces.add(name)
        return 'kept'
      })
    },
  }
  return { http, pieces, seen }
}

async function fileOf(bytes: Uint8Array<ArrayBuffer>): Promise<FileRef> {
  const pieces: string[] = []
  for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES)
    pieces.push(await sha256(bytes.slice(at, at + PIECE_BYTES)))
  return { sha256: await sha256(bytes), bytes: bytes.byteLength, type: 'image/jpeg', pieces }
}

/** A pupil's device with one copy of some photos handed in. */
async function device(http: PieceSink, sizes: number[], state: EntryState = 'done') {
  const db = new ProfileDb(`profile-files-${databases++}`)
  const now = { at: 1000 }
  const id = uuid7(1, new Uint8Array(16))
  const photos: FileRef[] = []
  for (const [i, size] of sizes.entries()) {
    const bytes = noise(i + 1, size)
    const ref = await fileOf(bytes)
    photos.push(ref)
    await db.blobs.put({ sha256: ref.sha256, ref, bytes: bytes.buffer, addedAt: 1 })
    await db.uploads.put({ sha256: ref.sha256, ref, entries: [id], sent: 0, done: false, askedAt: 0, addedAt: i })
  }
  const mutation = {
    kind: 'handIn',
    id,
    n: 1,
    at: 1,
    classId: 'c1',
    assignmentId: 'a1',
    text: '',
    photos,
    paper: false,
    finishedAt: 1,
  } as const
  const entry: Entry = { id, n: 1, state, reason: null, mutation, writes: [], committedAt: 1, changedAt: 1 }
  await db.outbox.put(entry)
  await db.meta.put({
    name: 'state',
    account: 'me',
    role: 'pupil',
    person: 'Lina',
    deviceId: 'd1',
    n: 1,
    epoch: null,
    offset: 0,
    freshAt: null,
    busyUntil: null,
    signedOut: false,
    grants: [],
  })
  const sending: Sending = { profile: 'p1', db, http, now: () => now.at }
  return { db, id, photos, now, sending }
}

describe('sending files', () => {
  it('sends every piece once and says how far it is', async () => {
    const { http, pieces, seen } = school()
    const { db, photos, sending, id } = await device(http, [3 * PIECE_BYTES + 7, 500])
    expect(await filesAreUp(db, id)).toBe(false)
    expect(await sendFiles(sending)).toBe('done')
    expect(pieces).toEqual(new Set(photos.flatMap((photo) => photo.pieces)))
    expect(seen).toEqual({ asked: 1, put: 5 })
    expect((await db.uploads.toArray()).map((upload) => [upload.sent, upload.done])).toEqual(
      expect.arrayContaining([
        [4, true],
        [1, true],
      ]),
    )
    expect(await filesAreUp(db, id)).toBe(true)
  })

  it('asks nothing when nothing is owed', async () => {
    const { http, seen } = school()
    const { sending } = await device(http, [])
    expect(await sendFiles(sending)).toBe('done')
    expect(seen).toEqual({ asked: 0, put: 0 })
  })

  it('never sends what the school has, whoever sent it', async () => {
    const { http, pieces, seen } = school()
    const { sending, photos } = await device(http, [2 * PIECE_BYTES])
    pieces.add(photos[0]!.pieces[0]!)
    await sendFiles(sending)
    expect(seen.put).toBe(1)
  })

  it('ends with all pieces there under any weather, and sends none twice that was answered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('fine', 'answerLost', 'requestLost'), { maxLength: 30 }),
        async (storm) => {
          const left = [...storm]
          const { http, pieces, seen } = school(() => left.shift() ?? 'fine')
          const { sending, photos } = await device(http, [3 * PIECE_BYTES, PIECE_BYTES + 1])
          for (let turn = 0; turn <= storm.length; turn++) if ((await sendFiles(sending)) === 'done') break
          expect(pieces).toEqual(new Set(photos.flatMap((photo) => photo.pieces)))
          expect(seen.put).toBeLessThanOrEqual(5 + storm.length)
          expect((await sending.db.uploads.toArray()).every((upload) => upload.done)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('asks again when no receipt comes, in case the school was restored', async () => {
    const { http, pieces, seen } = school()
    const { db, sending, now, id } = await device(http, [500])
    await sendFiles(sending)
    await sendFiles(sending)
    expect(seen.asked).toBe(1)
    pieces.clear()
    now.at += 60_000
    expect(await sendFiles(sending)).toBe('done')
    expect([seen.asked, pieces.size]).toEqual([2, 1])
    await db.records.put({ feed: 'pupil:me', kind: 'receipt', id, seq: 9, at: 1, body: {} })
    now.at += 60_000
    await sendFiles(sending)
    expect(seen.asked).toBe(2)
  })

  it('asks again at once for what the school holds back for want of files', async () => {
    const { http, pieces } = school()
    const { db, sending, now, id } = await device(http, [500], 'waiting')
    await sendFiles(sending)
    await db.outbox.update(id, { state: 'held', reason: 'files' })
    pieces.clear()
    now.at += 60_000
    await sendFiles(sending)
    expect(pieces.size).toBe(1)
  })

  it('leaves a refused copy alone', async () => {
    const { http, seen } = school()
    const { sending } = await device(http, [500], 'refused')
    await sendFiles(sending)
    expect(seen.asked).toBe(0)
  })

  it('stops at a problem and hands it on', async () => {
    const { http } = school()
    const { sending } = await device(
      { ...http, putPiece: () => Promise.resolve({ problem: 'full', retryAt: 5 }) },
      [500],
    )
    expect(await sendFiles(sending)).toEqual({ problem: 'full', retryAt: 5 })
  })

  it('sends once more what was spoilt on its way', async () => {
    const { http, pieces } = school()
    let spoilt = 0
    const flaky: PieceSink = {
      ...http,
      putPiece: (profile, name, bytes) => http.putPiece(profile, name, spoilt++ === 0 ? bytes.slice(1) : bytes),
    }
    const { sending } = await device(flaky, [500])
    expect(await sendFiles(sending)).toBe('done')
    expect(pieces.size).toBe(1)
  })

  it('says when its own bytes are damaged, and sends the others', async () => {
    const { http, pieces } = school()
    const { db, sending, photos } = await device(http, [500, 600])
    await db.blobs.update(photos[0]!.sha256, { bytes: new ArrayBuffer(500) })
    expect(await sendFiles(sending)).toBe('done')
    expect(pieces).toEqual(new Set(photos[1]!.pieces))
    expect(await db.uploads.get(photos[0]!.sha256)).toMatchObject({ done: false, trouble: 'damaged' })
  })
})
