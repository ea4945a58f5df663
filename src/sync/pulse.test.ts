import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { DeviceDb } from '../db/device.ts'
import type { Pulse } from '../protocol/pulse.ts'
import type { Http } from './http.ts'
import { hearPulse, lastPulse, PULSE_AGE, QUIET } from './pulse.ts'

let devices = 0
const BUSY: Pulse = { spread: 900, minBuild: '', paused: false, day: '2021-04-06' }

function hearing(answers: Awaited<ReturnType<Http['pulse']>>[]) {
  const device = new DeviceDb(`pulse-${devices++}`)
  const time = { now: 1_000_000 }
  let asked = 0
  const http = { pulse: () => Promise.resolve(answers[asked++] ?? 'offline') }
  return { device, time, asked: () => asked, hear: () => hearPulse({ device, http, now: () => time.now }) }
}

it('is asked once in a while, and counts until then', async () => {
  const { device, time, asked, hear } = hearing([BUSY, { ...BUSY, spread: 60 }])
  expect(await hear()).toMatchObject({ spread: 900 })
  time.now += PULSE_AGE - 1
  expect(await hear()).toMatchObject({ spread: 900 })
  expect(asked()).toBe(1)
  time.now += 1
  expect(await hear()).toMatchObject({ spread: 60 })
  expect(await lastPulse(device)).toMatchObject({ spread: 60 })
})

it('counts on when nobody answers', async () => {
  const { time, hear } = hearing([BUSY, 'offline'])
  await hear()
  time.now += PULSE_AGE
  expect(await hear()).toMatchObject({ spread: 900 })
})

it('is not needed: a server in front that has none changes nothing', async () => {
  const { hear } = hearing([{ problem: 'notFound' }])
  expect(await hear()).toEqual(QUIET)
})

it('is asked again after the clock was set back', async () => {
  const { time, asked, hear } = hearing([BUSY, BUSY])
  await hear()
  time.now -= 10 * PULSE_AGE
  await hear()
  expect(asked()).toBe(2)
})
