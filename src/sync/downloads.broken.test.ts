import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carrier, readable, SPOT, strays } from '../../e2e/carrier.ts'
import { mirror, noise, threeFiles } from '../../e2e/mirror.ts'
import { dropPiece } from '../db/claims.ts'
import { resumePack, startPack } from '../db/shelf.ts'
import { fileAddress, PIECE_BYTES } from '../domain/files.ts'
import { clearPacks } from './clearing.ts'
import { fetchPacks, type Downloading } from './downloads.ts'

class Killed extends Error {}

/** The process dies at the `at`-th step: a chunk of the network, or a write of the store, which then leaves nothing behind. */
function killAt(at: number, d: Downloading, school: ReturnType<typeof mirror>['school']): void {
  let steps = 0
  const step = () => {
    steps += 1
    if (steps >= at) throw new Killed()
  }
  school.chunk = step
  for (const table of [d.files.pieces, d.files.packs, d.files.files]) {
    table.hook('creating', step)
    table.hook('updating', step)
    table.hook('deleting', step)
  }
}

describe('a device killed in the middle', () => {
  it('reads the old version or the new one, whole, at every step, and ends with the new one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('essential' as const, 'full' as const),
        async (kills, depth) => {
          const { school, source } = mirror()
          const files = await threeFiles(school)
          const first = { published: await school.publish(1, files), files }
          const more = { byItself: () => depth }
          const d = carrier(source, more)
          await fetchPacks(d, [first.published])
          const changed = {
            ...(await school.add(noise(9, 3 * PIECE_BYTES), 'image/png')),
            tier: 'essential' as const,
            name: 'd.png',
          }
          const later = [changed, ...files.slice(1)]
          const second = { published: await school.publish(2, later), files: later }
          for (const at of kills) {
            const killed = carrier(source, more, d.files.name)
            killAt(at, killed, school)
            await fetchPacks(killed, [second.published]).catch(() => undefined)
            killed.files.close()
            school.chunk = () => undefined
            expect(await strays(d)).toEqual([])
            expect(await readable(d, [first, second])).toMatchObject({ depth })
          }
          expect(await fetchPacks(d, [second.published])).toBe('done')
          expect(await readable(d, [second])).toEqual({ version: 2, depth })
          expect(await strays(d)).toEqual([])
          expect(await d.files.files.get(files[0]!.sha256)).toBeUndefined()
        },
      ),
      { numRuns: 40 },
    )
  })

  it('waits for the line where what reads the words did not come, and reads no half of them', async () => {
    const { school, source } = mirror()
    const published = await school.publish(1, await threeFiles(school))
    const d = carrier(source, { lessons: () => Promise.reject(new TypeError('Failed to fetch')) })
    expect(await fetchPacks(d, [published])).toBe('offline')
    expect((await d.files.packs.get(SPOT.key))?.held ?? null).toBeNull()
    const asked = school.asked.length
    expect(await fetchPacks({ ...d, lessons: carrier(source).lessons }, [published])).toBe('done')
    expect(school.asked.slice(asked).some(({ address }) => address === fileAddress(published.pack.text))).toBe(false)
  })

  it('fetches no kept piece again', async () => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const published = await school.publish(1, files)
    const d = carrier(source, { byItself: () => 'full' })
    let sent = 0
    school.chunk = (bytes) => {
      sent += bytes.byteLength
      if (sent > 9 * PIECE_BYTES) throw new Error('the line is cut')
    }
    expect(await fetchPacks(d, [published])).toBe('offline')
    const kept = (await d.files.pieces.toArray()).reduce((sum, piece) => sum + piece.bytes.byteLength, 0)
    expect(kept).toBeGreaterThan(5 * PIECE_BYTES)
    sent = -1e9
    const before = school.asked.length
    expect(await fetchPacks(d, [published])).toBe('done')
    const asked = school.asked
      .slice(before)
      .reduce(
        (sum, one) => sum + (one.range ? one.range.to - one.range.from + 1 : school.shelf.get(one.address)!.byteLength),
        0,
      )
    expect(asked).toBe(published.pack.fullBytes - kept)
  })
})

describe('wrong bytes', () => {
  it.each([
    ['forged', (bytes: Uint8Array) => bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte))],
    ['truncated', (bytes: Uint8Array) => bytes.subarray(0, bytes.byteLength - 1)],
    ['a page of a captive portal', () => new TextEncoder().encode('<html>Bienvenue</html>')],
    ['empty', () => new Uint8Array()],
  ])('%s once: refused, and fetched again', async (_name, spoil) => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const published = await school.publish(1, files)
    const plan = fileAddress(files[1]!)
    let spoilt = 0
    school.spoil = (bytes, address) => (address === plan && spoilt++ === 0 ? spoil(bytes) : bytes)
    const d = carrier(source)
    expect(await fetchPacks(d, [published])).toBe('done')
    expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'essential' })
    expect(spoilt).toBe(2)
  })

  it('always: reported after two tries, the rest goes on, never a loop', async () => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const bad = await school.publish(1, files)
    const good = { ...(await school.publish(2, files.slice(0, 1))), packId: 'k2' }
    const plan = fileAddress(files[1]!)
    school.spoil = (bytes, address) => (address === plan ? bytes.map((byte) => byte ^ 255) : bytes)
    let now = 1000
    const d = carrier(source, { now: () => now })
    const tries = () => school.asked.filter((one) => one.address === plan).length
    expect(await fetchPacks(d, [bad, good])).toBe('done')
    expect(tries()).toBe(2)
    expect(await d.files.packs.get(SPOT.key)).toMatchObject({ trouble: 'damaged', held: { depth: 'text' } })
    expect((await d.files.packs.get(SPOT.key.replace('k1', 'k2')))?.held?.depth).toBe('essential')
    await fetchPacks(d, [bad, good])
    expect(tries()).toBe(2)
    now += 3600_000
    await fetchPacks(d, [bad, good])
    expect(tries()).toBe(4)
    school.spoil = (bytes) => bytes
    await resumePack(d.files, SPOT.key)
    await fetchPacks(d, [bad, good])
    expect(await readable(d, [{ published: bad, files }])).toEqual({ version: 1, depth: 'essential' })
  })

  it('at rest: seen when read, and fetched again', async () => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const published = await school.publish(1, files)
    const d = carrier(source)
    await fetchPacks(d, [published])
    const name = files[1]!.sha256
    await d.files.pieces.put({ file: name, index: 1, bytes: new ArrayBuffer(PIECE_BYTES) })
    await expect(readable(d, [{ published, files }])).rejects.toThrow('not whole')
    const before = school.asked.length
    expect(await fetchPacks(d, [published])).toBe('done')
    expect(school.asked.slice(before)).toEqual([
      { address: fileAddress(files[1]!), range: { from: PIECE_BYTES, to: 2 * PIECE_BYTES - 1 } },
    ])
    expect(await readable(d, [{ published, files }])).toEqual({ version: 1, depth: 'essential' })
  })

  it('a damaged text leaves nothing to read until it is back', async () => {
    const { school, source } = mirror()
    const published = await school.publish(1, await threeFiles(school))
    const d = carrier(source)
    await fetchPacks(d, [published])
    await dropPiece(d.files, published.pack.text.sha256, 0)
    expect((await d.files.packs.get(SPOT.key))?.held).toBeNull()
    await fetchPacks(d, [published])
    expect((await d.files.packs.get(SPOT.key))?.held?.depth).toBe('essential')
  })

  it('says so when the school has the file no more', async () => {
    const { school, source } = mirror()
    const files = await threeFiles(school)
    const published = await school.publish(1, files)
    school.shelf.delete(fileAddress(files[0]!))
    const d = carrier(source)
    expect(await fetchPacks(d, [published])).toBe('done')
    expect((await d.files.packs.get(SPOT.key))?.trouble).toBe('gone')
  })
})

describe('a small store', () => {
  it('stops before the reserve, and goes on when there is room', async () => {
    const { school, source } = mirror()
    const published = await school.publish(1, await threeFiles(school))
    let quota = 1_400_000
    const d = carrier(source, { room: () => Promise.resolve({ used: 0, quota }) })
    await startPack(d.files, SPOT, 'full')
    await fetchPacks(d, [published])
    expect(await d.files.packs.get(SPOT.key)).toMatchObject({
      trouble: 'full',
      held: { depth: 'essential' },
      asked: true,
    })
    const before = school.asked.length
    await fetchPacks(d, [published])
    expect(school.asked).toHaveLength(before)
    quota = 5_000_000
    await fetchPacks(d, [published])
    expect(await d.files.packs.get(SPOT.key)).toMatchObject({ trouble: null, held: { depth: 'full' } })
  })

  it('says so when the store itself refuses', async () => {
    const { school, source } = mirror()
    const published = await school.publish(1, await threeFiles(school))
    const d = carrier(source)
    let kept = 0
    d.files.pieces.hook('creating', () => {
      kept += 1
      if (kept > 2) throw Object.assign(new Error('no room'), { name: 'QuotaExceededError' })
    })
    expect(await fetchPacks(d, [published])).toBe('done')
    expect((await d.files.packs.get(SPOT.key))?.trouble).toBe('full')
  })
})

it('lets a pack go a day after its class has it no more', async () => {
  const { school, source } = mirror()
  const published = await school.publish(1, await threeFiles(school))
  const d = carrier(source)
  await fetchPacks(d, [published])
  const day = 24 * 3600_000
  await clearPacks(d.files, 'p1', new Set(), 1000)
  await clearPacks(d.files, 'p1', new Set(), 1000 + day)
  expect(await d.files.packs.count()).toBe(1)
  await clearPacks(d.files, 'p1', new Set([SPOT.key]), 1001 + day)
  await clearPacks(d.files, 'p1', new Set(), 1002 + day)
  expect(await d.files.packs.count()).toBe(1)
  await clearPacks(d.files, 'p1', new Set(), 1003 + 2 * day)
  expect([await d.files.packs.count(), await d.files.pieces.count(), await d.files.files.count()]).toEqual([0, 0, 0])
})
