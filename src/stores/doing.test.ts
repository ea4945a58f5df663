import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startBag } from '../../e2e/bag.ts'
import { asked, satchel, type Satchel } from '../../e2e/satchel.ts'
import type { Wish } from '../domain/mutations.ts'
import { keepFile, perform } from './doing.ts'
import { enterProfile } from './profiles.ts'

let bag: ReturnType<typeof startBag>
let s: Satchel

beforeEach(async () => {
  bag = startBag()
  s = await satchel('pupil', 'lina', 'Lina', ['pupil:lina', 'class:c1'], bag.profile('p1'))
  await s.tell(s.record('class:c1', 'assignment', 'a1', asked('Fractions')))
  enterProfile('p1')
})
afterEach(() => {
  enterProfile(null)
  vi.restoreAllMocks()
})

async function wish(assignmentId = 'a1'): Promise<Wish> {
  const photo = await keepFile(new Uint8Array(300_000).fill(7).buffer, 'image/jpeg')
  if ('refused' in photo) throw new Error(photo.refused)
  return {
    kind: 'handIn',
    classId: 'c1',
    assignmentId,
    text: 'Trois quarts',
    photos: [photo],
    paper: false,
    finishedAt: s.clock.at,
  }
}

const failWith = (failure: Error) => () => {
  throw failure
}
const counts = async () => [await s.db.outbox.count(), await s.db.uploads.count()]

describe('doing something', () => {
  it('is kept with its photos before it is said to be, and wakes the schedule once', async () => {
    const done = await perform(await wish())
    if ('refused' in done) throw new Error(done.refused)
    expect(await s.db.outbox.get(done.id)).toMatchObject({ state: 'waiting', mutation: { text: 'Trois quarts' } })
    const [upload] = await s.db.uploads.toArray()
    expect(upload?.entries).toEqual([done.id])
    expect((await s.db.blobs.get(upload?.sha256 ?? ''))?.bytes.byteLength).toBe(300_000)
    expect(bag.woken).toEqual(['deed'])
  })

  it('that the rule book refuses keeps nothing and wakes nobody', async () => {
    expect(await perform(await wish('other'))).toEqual({
      refused: 'unknownAssignment',
    })
    expect([...(await counts()), bag.woken]).toEqual([0, 0, []])
  })

  it('is nobody’s outside the pages of a person', async () => {
    const asked = await wish()
    enterProfile(null)
    expect(await perform(asked)).toEqual({ refused: 'notAllowed' })
    await expect(keepFile(new ArrayBuffer(1), 'image/png')).rejects.toThrow()
  })
})

describe('a device that cannot keep it', () => {
  it.each(['outbox', 'uploads', 'meta'] as const)('says that it is full, with nothing half done: %s', async (table) => {
    const asked = await wish()
    const full = failWith(new DOMException('no room', 'QuotaExceededError'))
    s.db[table].hook('creating', full)
    s.db[table].hook('updating', full)
    expect(await perform(asked)).toEqual({ refused: 'deviceFull' })
    expect([...(await counts()), bag.woken, (await s.db.meta.get('state'))?.n]).toEqual([0, 0, [], 0])
    s.db[table].hook('creating').unsubscribe(full)
    s.db[table].hook('updating').unsubscribe(full)
    expect(await perform(asked)).toHaveProperty('id')
  })

  it('says that it does not work, and says of a photo too', async () => {
    const asked = await wish()
    vi.spyOn(console, 'warn').mockReturnValue()
    s.db.close({ disableAutoOpen: true })
    expect(await perform(asked)).toEqual({ refused: 'deviceBroken' })
    expect(await keepFile(new ArrayBuffer(1), 'image/png')).toEqual({ refused: 'deviceBroken' })
  })

  it('does not take a bug for a broken device', async () => {
    s.db.outbox.hook('creating', failWith(new TypeError('a bug')))
    await expect(perform(await wish())).rejects.toThrow('a bug')
  })
})
