import { afterEach, beforeEach, expect, test } from 'vitest'
import { feeds } from '../../src/domain/records.ts'
import { openServed, type Served } from '../served.ts'
import { createFollowing } from '../sync/others.ts'
import { operate } from './operate.ts'

let served: Served
beforeEach(async () => {
  served = await openServed()
})
afterEach(() => served.close())

const run = (...said: string[]) => operate(said, { CARTABLE_DATA: served.ground.folder })

test('a pupil is moved by their name and the name of the class, while the server runs', async () => {
  const { lina, sixA, sixB } = served.ground.people
  const follow = createFollowing(served.parts)
  await follow()
  expect(await run('move', 'lina', 'Roux', '6e', 'b')).toBe('Lina Roux is in 6e B now.')
  await follow()
  const { feeds: readable } = served.ground.actor(lina)
  expect([readable.has(feeds.class(sixA.id)), readable.has(feeds.class(sixB.id))]).toEqual([false, true])
  expect(await run('move', lina.id, '6e B')).toBe('Lina Roux is in 6e B already.')
  const [line] = await served.parts.storage.read((view) => view.audit(1))
  expect(line).toMatchObject({ actor: 'operator', what: 'movePupil', about: lina.id })
})

test('what cannot be done is said', async () => {
  await expect(run('move', 'Lina Roux', '5e Z')).rejects.toThrow('The classes: 6e A, 6e B.')
  await expect(run('move', 'Nina Roux', '6e B')).rejects.toThrow('Nobody here is called “Nina Roux”.')
  await expect(run('move', 'Anne Morel', '6e B')).rejects.toThrow('Anne Morel is no pupil.')
})
