import 'fake-indexeddb/auto'
import { beforeEach, expect, it } from 'vitest'
import { atOnce } from './atOnce.ts'
import { startBag } from '../../e2e/bag.ts'
import { mirror, threeFiles } from '../../e2e/mirror.ts'
import { satchel } from '../../e2e/satchel.ts'
import { makeLocks } from '../../e2e/storm/locks.ts'
import { claim } from '../db/claims.ts'
import { openDatabases } from '../db/open.ts'
import { profileDbName } from '../db/profile.ts'
import { startPack } from '../db/shelf.ts'
import { packKey } from '../db/files.ts'
import { carryDownAll, speakAll, type Everyone } from './everyone.ts'
import { leave } from './leaving.ts'

const databases = openDatabases({ outdated: () => Promise.resolve(false) })
const { school, source } = mirror()
const lines = startBag()
const e: Everyone = {
  ...lines,
  ...databases,
  build: 'test',
  room: () => Promise.resolve(null),
  cost: () => 'plain',
  seldom: atOnce,
  first: () => null,
  locks: makeLocks(),
}
let people = 0
let id: string

/** Lina, who has two packs to bring. */
beforeEach(async () => {
  id = `p${people++}`
  const s = await satchel('pupil', 'lina', 'Lina', ['pupil:lina', 'class:c1'], databases.profile(id))
  for (const packId of ['k1', 'k2']) {
    const { pack } = await school.publish(people, await threeFiles(school), { format: 1, pages: [], about: packId })
    await s.tell(s.record('class:c1', 'pack', packId, pack))
  }
  const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  const facts = {
    account: 'lina',
    role: 'pupil',
    name: 'Lina',
    school: 'Collège',
    deviceId: 'd1',
    key,
    card: id,
  } as const
  await databases.device.profiles.put({ id, ...facts, colour: 0, addedAt: 1, lastUsedAt: 1 })
  e.http = { ...lines.http, file: source }
})

const left = async () => ({
  bag: (await indexedDB.databases()).some(({ name }) => name === profileDbName(id)),
  packs: (await databases.files.packs.toArray()).map(({ key }) => key),
  owners: (await databases.files.files.orderBy('owners').uniqueKeys()).map(String),
})
const NOTHING = { bag: false, packs: [], owners: [] }

it('brings nobody back who signs out in the middle of a download', async () => {
  let asked = 0
  e.http.file = async (address, range) => {
    asked += 1
    if (asked === 2) expect(await leave(e, id, { lose: true })).toBe('done')
    return source(address, range)
  }
  await carryDownAll(e)
  expect(asked).toBe(2)
  expect(await left()).toEqual(NOTHING)
})

it('finishes what leaving began, and asks no more in that name', async () => {
  await databases.profile(id).meta.clear()
  await speakAll(e, false)
  expect(await left()).toEqual(NOTHING)
})

it('lets go of what was kept for someone after they had left, and of nothing else', async () => {
  const words = await school.add(new Uint8Array([1, 2, 3]), 'image/png')
  const spot = (profile: string) =>
    ({ key: packKey(profile, 'class:c1', 'k9'), profile, feed: 'class:c1', packId: 'k9' }) as const
  for (const profile of ['gone', 'public']) {
    await startPack(databases.files, spot(profile), 'full')
    await claim(databases.files, `${spot(profile).key}/v1`, [words], 1)
  }
  e.http.file = () => Promise.resolve('offline')
  await carryDownAll(e)
  const { packs, owners } = await left()
  expect(packs.filter((key) => key.startsWith('gone/'))).toEqual([])
  expect(owners.filter((owner) => owner.startsWith('gone/'))).toEqual([])
  expect(packs).toContain(spot('public').key)
  expect(owners).toContain(`${spot('public').key}/v1`)
})
