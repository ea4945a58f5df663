import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { carrying } from './carrying.ts'
import type { Group } from './manifest.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function setUp() {
  const world = { worker: true, refuses: new Set<Group>(), needed: ['pupil'] as Group[], online: true }
  const asked: Group[] = []
  let registered = 0
  const carry = carrying({
    register() {
      registered += 1
      return Promise.resolve(world.worker)
    },
    needed: () => Promise.resolve(world.needed),
    keep(group) {
      asked.push(group)
      return Promise.resolve(!world.refuses.has(group))
    },
    online: () => world.online,
    chance: () => 1,
  })
  return { world, asked, carry, registered: () => registered }
}

it('what is kept is not asked for again; what is needed since then is', async () => {
  const { world, asked, carry } = setUp()
  await carry()
  await carry()
  world.needed = ['pupil', 'guardian']
  await carry()
  expect(asked).toEqual(['pupil', 'guardian'])
  expect(vi.getTimerCount()).toBe(0)
})

it('what did not come is asked for again by itself, later and later, and the worker first', async () => {
  const { world, asked, carry, registered } = setUp()
  world.refuses.add('pupil')
  await carry()
  await vi.advanceTimersByTimeAsync(6_000)
  expect([asked.length, registered()]).toEqual([2, 2])
  await vi.advanceTimersByTimeAsync(6_000)
  expect(asked).toHaveLength(2)
  world.refuses.clear()
  await vi.advanceTimersByTimeAsync(4_000)
  expect(asked).toHaveLength(3)
  expect(vi.getTimerCount()).toBe(0)
})

it('asked meanwhile by a round, it waits for one more time only', async () => {
  const { world, asked, carry } = setUp()
  world.refuses.add('pupil')
  await Promise.all([carry(), carry()])
  expect([asked.length, vi.getTimerCount()]).toEqual([2, 1])
})

it('without a network, or where there is no worker to be had, it waits for the next round', async () => {
  const { world, asked, carry } = setUp()
  world.refuses.add('pupil')
  world.online = false
  await carry()
  world.online = true
  world.worker = false
  await carry()
  expect([asked.length, vi.getTimerCount()]).toEqual([1, 0])
})
