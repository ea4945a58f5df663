import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { satchel, type Satchel } from '../../e2e/satchel.ts'
import { DeviceDb } from '../db/device.ts'
import { feeds } from '../domain/records.ts'
import { makeKey } from '../device/keys.ts'
import { lacksFirstNews } from './firstNews.ts'

let device: DeviceDb
let lina: Satchel
let count = 0

const lacking = () => lacksFirstNews({ device, profile: () => lina.db })
const readTo = (feed: string) => lina.db.cursors.put({ feed, seq: 1, epoch: null, damagedAt: null })

beforeEach(async () => {
  device = new DeviceDb(`device-first-${count++}`)
  lina = await satchel('pupil', 'p1', 'Lina', ['class:c1', 'pupil:p1'])
  await device.cursors.put({ feed: feeds.public, seq: 1, epoch: 'one', damagedAt: null })
  const who = {
    id: 'lina',
    account: 'p1',
    role: 'pupil',
    name: 'Lina',
    school: 'Les Tilleuls',
    deviceId: 'd1',
  } as const
  await device.profiles.put({ ...who, key: await makeKey(), card: 'c', colour: 0, addedAt: 1, lastUsedAt: 1 })
})

describe('a device that opens the application', () => {
  it('asks at once while the handbook never came', async () => {
    for (const feed of ['account:p1', 'class:c1', 'pupil:p1']) await readTo(feed)
    expect(await lacking()).toBe(false)
    await device.cursors.clear()
    expect(await lacking()).toBe(true)
  })

  it('asks at once while a feed of somebody on it never came, and waits for its turn when all did', async () => {
    await readTo('account:p1')
    await lina.tell(
      lina.record('account:p1', 'access', 'class:c1', { cap: 'c'.repeat(24) }),
      lina.record('account:p1', 'access', 'pupil:p1', {}),
    )
    expect(await lacking()).toBe(true)
    await readTo('class:c1')
    await readTo('pupil:p1')
    expect(await lacking()).toBe(false)
  })

  it('waits for its turn when whoever lacks something must sign in again', async () => {
    expect(await lacking()).toBe(true)
    await lina.db.meta.update('state', { signedOut: true })
    expect(await lacking()).toBe(false)
  })

  it('has nothing to ask for nobody', async () => {
    await device.profiles.clear()
    expect(await lacking()).toBe(false)
  })
})
