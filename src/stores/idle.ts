import type { Id } from '../domain/ids.ts'
import { closeBag } from './locked.ts'
import { saveAllDrafts } from './unsaved.ts'

/** When somebody last touched this device, in any tab. */
const KEY = 'touched'
const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const
/** How often it is looked at, in milliseconds. A browser that slept looks when it wakes. */
const LOOK = 5_000

/** Closes a bag once nobody touched this device for so many minutes; what is being written is kept before. Answers how to stop. */
export function closeWhenIdle(id: Id, minutes: number): () => void {
  let noted = 0
  const note = () => {
    noted = Date.now()
    localStorage.setItem(KEY, String(noted))
  }
  // A clock that was set back, or on, closes it rather than leave it open for as long.
  const look = () => {
    if (Math.abs(Date.now() - Number(localStorage.getItem(KEY))) < minutes * 60_000) return
    stop()
    void saveAllDrafts().then(() => closeBag(id))
  }
  const touch = () => {
    if (Math.abs(Date.now() - noted) < 1_000) return
    // The first touch after a long sleep may be somebody else's.
    look()
    note()
  }
  const timer = setInterval(look, LOOK)
  const stop = () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
    for (const one of TOUCHES) removeEventListener(one, touch, true)
  }
  document.addEventListener('visibilitychange', look)
  for (const one of TOUCHES) addEventListener(one, touch, { capture: true, passive: true })
  note()
  return stop
}
