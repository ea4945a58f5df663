import { describe, expect, it, vi } from 'vitest'
import { hearInstalling, installsByHand, type InstallOffer } from './installing.ts'

function heardOn(target: EventTarget): { last: () => InstallOffer | null } {
  let last: InstallOffer | null = null
  hearInstalling(target, (offer) => (last = offer))
  return { last: () => last }
}

describe('an offer to install', () => {
  it('is kept for later, and made once', async () => {
    const target = new EventTarget()
    const heard = heardOn(target)
    const prompt = vi.fn(() => Promise.resolve({ outcome: 'dismissed' }))
    const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt })
    target.dispatchEvent(event)
    expect(event.defaultPrevented).toBe(true)
    expect(prompt).not.toHaveBeenCalled()
    await heard.last()?.()
    expect(prompt).toHaveBeenCalledTimes(1)
    expect(heard.last()).toBeNull()
  })

  it('is over once it is installed, and is none of what cannot be asked', () => {
    const target = new EventTarget()
    const heard = heardOn(target)
    target.dispatchEvent(new Event('beforeinstallprompt'))
    expect(heard.last()).toBeNull()
    target.dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt: () => Promise.resolve() }))
    expect(heard.last()).not.toBeNull()
    target.dispatchEvent(new Event('appinstalled'))
    expect(heard.last()).toBeNull()
  })
})

it.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15', 5, true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15', 5, true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15', 0, false],
  ['Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile', 5, false],
])('%s installs by hand', (userAgent, maxTouchPoints, byHand) => {
  expect(installsByHand({ userAgent, maxTouchPoints })).toBe(byHand)
})
