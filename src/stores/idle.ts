import type { Id } from '../domain/ids.ts'
import { closeBag, isIdle, noteTouch } from './locked.ts'
import { saveAllDrafts } from './unsaved.ts'

const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const
/** How often it is looked at, in milliseconds. A browser that slept looks when it wakes. */
const LOOK = 5_000

/** Closes a bag once nobody touched this device for so many minutes; what is being written is kept before. Answers how to stop. */
export function closeWhenIdle(id: Id, minutes: number): () => void {
  let noted = 0
  let stopped = false
  const note = () => {
    noted = Date.now()
    noteTouch()
  }
  const look = () => {
    if (!isIdle(minutes)) return
    stop()
    void saveAllDrafts().then(() => closeBag(id))
  }
  const touch = () => {
    if (Math.abs(Date.now() - noted) < 1_000) return
    // The first touch after a long sleep may be somebody else's.
    look()
    if (!stopped) note()
  }
  const timer = setInterval(look, LOOK)
  const stop = () => {
    stopped = true
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
    for (const one of TOUCHES) removeEventListener(one, touch, true)
  }
  document.addEventListener('visibilitychange', look)
  for (const one of TOUCHES) addEventListener(one, touch, { capture: true, passive: true })
  look()
  return stop
}
