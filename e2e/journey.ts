import { test as base, expect } from '@playwright/test'
import { openDevice, type Device, type DeviceWish } from './device.ts'
import { nextBuild, type NextBuild } from './nextBuild.ts'
import { startSchool, type School } from './school.ts'

/** A journey has a school of its own and as many devices as it asks for; all are gone when it ends. A page that complains fails it. */
export const journey = base.extend<{
  school: School
  device: (wish?: DeviceWish) => Promise<Device>
  next: NextBuild
}>({
  // Playwright finds what a fixture needs by its first argument.
  school: async ({}, use) => {
    const school = await startSchool()
    await use(school)
    await school.remove()
  },
  next: async ({}, use) => {
    const next = nextBuild()
    await use(next)
    next.remove()
  },
  device: async ({ school }, use, info) => {
    const devices: Device[] = []
    await use(async (wish) => {
      const device = await openDevice(Number(new URL(school.url).port), wish)
      devices.push(device)
      return device
    })
    for (const [nth, { page }] of info.status === info.expectedStatus ? [] : devices.entries())
      // A page that hangs cannot be drawn; the journey has failed already, and its own reason is the one to read.
      await page.screenshot({ path: info.outputPath(`device-${nth + 1}.png`), timeout: 5_000 }).catch(console.error)
    const complaints = devices.flatMap((device) => device.complaints)
    for (const device of devices) await device.remove()
    expect(complaints).toEqual([])
  },
})
