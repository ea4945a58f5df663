import 'fake-indexeddb/auto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { readFeeds } from './storm/archive.ts'
import { holdStill } from './storm/calm.ts'
import { handIn, openSubmission, publishPack, returnSubmission, setAssignment } from './storm/deeds.ts'
import { quieten, sweep } from './storm/quiet.ts'
import { Scene } from './storm/scene.ts'
import { checkAll } from './storm/storm.ts'
import type { Sent } from './storm/wire.ts'
import type { World } from './storm/world.ts'

beforeAll(holdStill)
vi.setConfig({ testTimeout: 120_000 })

describe('a school that is put back to an older copy', () => {
  it.each([
    ['pupils come', ['phone of Lina', 'tablet of Lina', 'phone of the Roux']],
    ['teachers come', ['phone of Anne', 'laptop of Anne', 'laptop of Karim']],
    ['the one who returned comes, then the pupil,', ['phone of Anne', 'phone of Lina']],
  ])('gets back by itself what it lost, when %s first', async (_, first) => {
    const scene = await Scene.open({ seed: 5 })
    const { world } = scene
    await world.house.backUp()
    await scene.does('laptop of Anne', setAssignment, publishPack)
    await scene.does('phone of Lina', handIn, handIn)
    await scene.does('phone of Anne', openSubmission, returnSubmission)
    const before = await told(world)
    for (const kind of ['assignment', 'pack', 'seal', 'submission', 'receipt', 'seen', 'feedback', 'delivery'])
      expect(before.join('\n')).toContain(` ${kind} `)
    await world.house.restore()
    expect(await told(world)).not.toEqual(before)
    for (const name of first) await sweep(world, [scene.device(name)])
    await quieten(world)
    await checkAll(world)
    expect(await told(world)).toEqual(before)
    await world.end()
  })
})

describe('a server that is older than a device', () => {
  it('does not know what it is asked: that is kept, the rest goes on, and it is done after the update', async () => {
    let older = true
    const between = (sent: Sent) => (older ? { ...sent, body: without(sent.body, 'returnSubmission') } : sent)
    const scene = await Scene.open({ seed: 5, between })
    const { world } = scene
    await scene.does('laptop of Anne', setAssignment)
    await scene.does('phone of Lina', handIn)
    await scene.does('phone of Anne', returnSubmission, returnSubmission, setAssignment)
    const held = ['returnSubmission held', 'returnSubmission held', 'setAssignment done']
    expect(await scene.states('phone of Anne')).toEqual(held)
    older = false
    await sweep(world)
    expect(await scene.states('phone of Anne'), 'it is not asked all the time').toEqual(held)
    await quieten(world)
    expect(await scene.states('phone of Anne')).toEqual(held.map((one) => one.replace('held', 'done')))
    await checkAll(world)
    await world.end()
  })
})

/** What a school writes anew when it writes the same thing again: not when it received it. */
const ANEW = new Set(['signature', 'enrolledAt'])

/** Everything that people can read at the school, as it was said. */
async function told({ house }: World): Promise<string[]> {
  const all = [...(await readFeeds(house))].flatMap(([feed, records]) =>
    records.map(({ kind, id, body }) => {
      const said = Object.entries(body ?? {}).filter(([key]) => !ANEW.has(key))
      return `${feed} ${kind} ${id} ${JSON.stringify(said)}`
    }),
  )
  return all.sort()
}

/** The same request as a server reads it that has never heard of this kind of mutation. */
function without(body: Uint8Array, kind: string): Uint8Array {
  const text = new TextDecoder().decode(body)
  // Most requests are no text at all.
  return text.includes(`"kind":"${kind}"`)
    ? new TextEncoder().encode(text.replaceAll(`"kind":"${kind}"`, '"kind":"unheardOf"'))
    : body
}
