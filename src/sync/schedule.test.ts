import { beforeEach, describe, expect, it } from 'vitest'
import type { Carried, Next, Spoken } from './everyone.ts'
import { createSchedule, type News, type Schedule, type Wake } from './schedule.ts'

const MINUTE = 60_000
const PACE = { deed: 2_000, background: 40_000, timer: 2 * MINUTE }

/** A clock that only moves when it is told, and the timers on it. */
function virtualTime() {
  let now = Date.UTC(2021, 3, 6, 8)
  let timers: { at: number; act: () => void }[] = []
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    jump: (by: number) => (now += by),
    after(delay: number, act: () => void) {
      const timer = { at: now + delay, act }
      timers.push(timer)
      return () => (timers = timers.filter((one) => one !== timer))
    },
    async pass(time: number) {
      const end = now + time
      await settle()
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        timers = timers.filter((one) => one !== next)
        now = next.at
        next.act()
        await settle()
      }
      now = end
    },
  }
}

/** A page with a schedule, and a school that answers as the test says. */
function page(answers: Next[] = []) {
  const time = virtualTime()
  const start = time.now()
  const state = {
    visible: true,
    deeds: false,
    promised: null as number | null,
    rounds: [] as { at: number; asked: boolean }[],
    carried: [] as number[],
    news: [] as News[],
    failures: [] as unknown[],
    chance: 0.5,
    speak: (): Promise<Spoken> => {
      const next = answers.shift() ?? 'quiet'
      return Promise.resolve({
        next,
        heard: next === 'retry' || next === 'elsewhere' ? 'nobody' : 'school',
        oldBuild: false,
      })
    },
    carry: (): Promise<Carried> => Promise.resolve({ next: 'quiet', freed: false }),
  }
  const schedule: Schedule = createSchedule({
    speak: (asked) => {
      state.rounds.push({ at: time.now() - start, asked })
      return state.speak()
    },
    carriers: [
      () => {
        state.carried.push(time.now() - start)
        return state.carry()
      },
    ],
    pace: () => Promise.resolve(PACE),
    deedsWait: () => Promise.resolve(state.deeds),
    visible: () => state.visible,
    now: time.now,
    chance: () => state.chance,
    after: (delay, act) => time.after(delay, act),
    promised: { get: () => state.promised, set: (at) => (state.promised = at) },
    tell: (news) => state.news.push(news),
    failed: (failure) => state.failures.push(failure),
  })
  const at = () => state.rounds.map((round) => round.at)
  const wake = async (why: Wake) => {
    schedule.wake(why)
    await time.pass(0)
  }
  return { ...time, state, schedule, at, wake }
}
type Page = ReturnType<typeof page>
let one: Page
beforeEach(() => {
  one = page()
})

describe('when to speak', () => {
  it('asks for news at its own time, then again and again while it is seen', async () => {
    await one.wake('background')
    await one.pass(PACE.background - 1)
    expect(one.at()).toEqual([])
    await one.pass(1 + 2 * PACE.timer)
    expect(one.at()).toEqual([40_000, 160_000, 280_000])
  })

  it('says a deed within seconds, and a background wake finds the deeds that wait', async () => {
    await one.wake('deed')
    await one.pass(PACE.deed)
    one.state.deeds = true
    await one.wake('background')
    await one.pass(PACE.deed)
    expect(one.at()).toEqual([2_000, 4_000])
  })

  it('goes at once for someone who waits, whatever was planned', async () => {
    await one.wake('background')
    await one.wake('asked')
    expect(one.state.rounds).toEqual([{ at: 0, asked: true }])
  })

  it('keeps the soonest of what was asked for, and does it once', async () => {
    await one.wake('background')
    await one.wake('deed')
    await one.wake('deed')
    await one.pass(MINUTE)
    expect(one.at()).toEqual([2_000])
  })

  it('is silent while nobody looks, unless someone did something', async () => {
    one.state.visible = false
    await one.wake('background')
    await one.pass(10 * MINUTE)
    expect(one.at()).toEqual([])
    one.state.deeds = true
    await one.wake('background')
    await one.pass(PACE.deed)
    expect(one.at()).toHaveLength(1)
  })

  it('counts the wait that an earlier visit began, but not yesterday’s', async () => {
    one.state.promised = one.now() + 5_000
    await one.wake('background')
    await one.pass(5_000)
    expect([one.at(), one.state.promised]).toEqual([[5_000], null])

    const later = page()
    later.state.promised = later.now() - 24 * 60 * MINUTE
    await later.wake('background')
    expect(later.state.promised).toBe(later.now() + PACE.background)
    await later.pass(PACE.background)
    expect(later.at()).toEqual([40_000])
  })
})

describe('a school that does not answer', () => {
  it('is asked again, later each time up to five minutes, never at once', async () => {
    one = page(Array.from({ length: 40 }, (): Next => 'retry'))
    one.state.chance = 1
    await one.wake('asked')
    await one.pass(60 * MINUTE)
    const gaps = one.at().map((at, i, all) => at - (all[i - 1] ?? 0))
    expect(gaps.slice(1, 6)).toEqual([4_000, 6_000, 10_000, 18_000, 34_000])
    expect(Math.max(...gaps)).toBe(5 * MINUTE + 2_000)
  })

  it('begins anew after an answer', async () => {
    one = page(['retry', 'retry', 'retry', 'quiet', 'retry'])
    one.state.chance = 1
    await one.wake('asked')
    await one.pass(20_000)
    await one.wake('asked')
    await one.pass(4_000)
    const gaps = one.at().map((at, i, all) => at - (all[i - 1] ?? 0))
    expect(gaps).toEqual([0, 4_000, 6_000, 10_000, 0, 4_000])
  })

  it('gave a time: it is kept, give or take a second', async () => {
    const start = one.now()
    one = page([{ notBefore: start + 3 * MINUTE }])
    await one.wake('asked')
    await one.pass(3 * MINUTE + 1_000)
    expect(one.at()).toEqual([0, 3 * MINUTE + 500])
  })
})

describe('one at a time', () => {
  it('says what was done during a round right after it, and asks for no news again', async () => {
    let end: (spoken: Spoken) => void = () => undefined
    one.state.speak = () => new Promise((resolve) => (end = resolve))
    await one.wake('asked')
    await one.wake('background')
    await one.wake('deed')
    await one.pass(MINUTE)
    expect(one.at()).toEqual([0])
    end({ next: 'quiet', heard: 'school', oldBuild: false })
    await one.pass(PACE.deed)
    expect(one.at()).toEqual([0, MINUTE + 2_000])
  })

  it('leaves news to another tab that is at it, and looks again soon for what waits here', async () => {
    one = page(['elsewhere', 'elsewhere'])
    await one.wake('background')
    await one.pass(PACE.background + PACE.timer - 1)
    expect(one.at()).toEqual([40_000])
    one.state.deeds = true
    await one.pass(1)
    await one.pass(1_500)
    expect(one.at()).toEqual([40_000, 160_000, 161_500])
  })

  it('lets photos and packs take long without holding a word up, and carries again what came meanwhile', async () => {
    let end: (carried: Carried) => void = () => undefined
    one.state.carry = () => new Promise((resolve) => (end = resolve))
    await one.wake('asked')
    await one.wake('asked')
    await one.wake('asked')
    expect([one.at(), one.state.carried]).toEqual([[0, 0, 0], [0]])
    end({ next: 'quiet', freed: false })
    await one.pass(0)
    expect(one.state.carried).toEqual([0, 0])
  })

  it('says what files held back as soon as they are up', async () => {
    one.state.carry = () => Promise.resolve({ next: 'quiet', freed: one.state.carried.length === 1 })
    await one.wake('asked')
    await one.pass(PACE.deed)
    expect(one.at()).toEqual([0, 2_000])
  })

  it('does not carry where nobody answered', async () => {
    one = page(['retry'])
    await one.wake('asked')
    expect(one.state.carried).toEqual([])
  })
})

it('tells that it works, how it went, and goes on after a failure of its own', async () => {
  const broken = new Error('the store is broken')
  one.state.speak = () => Promise.reject(broken)
  await one.wake('asked')
  expect(one.state.news).toEqual([{ working: true }, { working: false, full: false }])
  expect(one.state.failures).toEqual([broken])
  one.state.speak = () => Promise.resolve({ next: 'quiet', heard: 'school', oldBuild: true })
  await one.pass(5_000)
  expect(one.state.news.slice(2)).toEqual([
    { working: true },
    { heard: 'school', oldBuild: true },
    { working: false, full: false },
  ])
})

it('survives a clock set back by years', async () => {
  await one.wake('background')
  one.jump(-10 * 365 * 24 * 60 * MINUTE)
  await one.wake('deed')
  await one.pass(PACE.deed)
  expect(one.at()).toHaveLength(1)
})

it('is quiet once it is stopped', async () => {
  await one.wake('deed')
  one.schedule.stop()
  await one.wake('asked')
  await one.pass(MINUTE)
  expect(one.at()).toEqual([])
})

it('tells that the device is too full for what the school says, until it is not any more', async () => {
  const full = new DOMException('no room', 'QuotaExceededError')
  one.state.speak = () => Promise.reject(full)
  await one.wake('asked')
  expect(one.state.news).toEqual([{ working: true }, { working: false, full: true }])
  one.state.speak = () => Promise.resolve({ next: 'quiet', heard: 'school', oldBuild: false })
  await one.pass(5_000)
  expect(one.state.news.at(-1)).toEqual({ working: false, full: false })
})
