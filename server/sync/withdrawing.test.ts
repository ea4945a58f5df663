import { afterEach, beforeEach, expect, test } from 'vitest'
import { feeds } from '../../src/domain/records.ts'
import { openGround, type Ground } from '../ground.ts'

let ground: Ground
beforeEach(async () => {
  ground = await openGround()
})
afterEach(() => ground.close())

test('a device that its owner withdraws has no session left, and its record says so', async () => {
  const { lina } = ground.people
  await ground.enrolled(lina, 'lina-phone')
  await ground.enrolled(lina, 'lina-tablet')
  expect(await ground.push(lina, ground.hand({ kind: 'withdrawDevice', deviceId: 'lina-tablet' }))).toMatchObject([
    { received: ground.parts.clock() },
  ])
  expect(ground.parts.heads.session('session-lina-tablet')).toBeUndefined()
  expect(ground.parts.heads.session('session-lina-phone')).toBeDefined()
  const left = await ground.parts.storage.read(async (view) => ({
    sessions: await view.sessions(),
    device: await view.device('lina-tablet'),
  }))
  expect(left.sessions.map(({ device }) => device)).toEqual(['lina-phone'])
  expect(left.device?.withdrawnAt).toBe(ground.parts.clock())
  const device = (await ground.records(feeds.account(lina.id))).find(({ id }) => id === 'lina-tablet')
  expect(device?.body).toMatchObject({ withdrawn: true })
})

test("nobody withdraws somebody else's device", async () => {
  const { lina, noe } = ground.people
  await ground.enrolled(lina, 'lina-phone')
  expect(await ground.push(noe, ground.hand({ kind: 'withdrawDevice', deviceId: 'lina-phone' }))).toMatchObject([
    { refused: 'unknownDevice' },
  ])
  expect(ground.parts.heads.session('session-lina-phone')).toBeDefined()
})

test('a withdrawal that is repeated does not touch a device that has signed in again since', async () => {
  const { lina } = ground.people
  await ground.enrolled(lina, 'lina-phone')
  const withdrawal = ground.hand({ kind: 'withdrawDevice', deviceId: 'lina-phone' })
  const first = await ground.push(lina, withdrawal)
  await ground.enrolled(lina, 'lina-phone')
  expect(await ground.push(lina, withdrawal)).toEqual(first)
  expect(ground.parts.heads.session('session-lina-phone')).toBeDefined()
})
