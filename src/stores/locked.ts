import { ref } from 'vue'
import type { Profile } from '../db/device.ts'
import type { Id } from '../domain/ids.ts'
import { engine } from './engine.ts'
import { kept } from './keeping.ts'

/** Which bag was opened with its code in this tab. It outlives a reload, and the tab where the browser brings one back. */
const KEY = 'opened'
/** When somebody last touched this device, in any tab. */
const TOUCHED = 'touched'
const opened = ref<string | null>()

const markOf = (id: Id, turn: string) => `${id} ${turn}`

/** Whether a bag must be opened with its code in this tab. Reactive, for any tab that closes it. */
export function isLocked({ id, lock }: Pick<Profile, 'id' | 'lock'>): boolean {
  if (!lock) return false
  // A mark that a tab brings back after hours says nothing any more: nothing of the bag is made before that is seen.
  opened.value ??= isIdle(lock.closesAfter) ? '' : sessionStorage.getItem(KEY)
  return opened.value !== markOf(id, lock.turn)
}

/** The code was right, or was just chosen. */
export function noteOpened(id: Id, turn: string): void {
  opened.value = markOf(id, turn)
  sessionStorage.setItem(KEY, opened.value)
  noteTouch()
}

export function noteTouch(): void {
  localStorage.setItem(TOUCHED, String(Date.now()))
}

/** Whether nobody touched this device for so many minutes. A clock that was set back, or on, says so too, rather than leave a bag open for as long. */
export function isIdle(minutes: number): boolean {
  return Math.abs(Date.now() - Number(localStorage.getItem(TOUCHED))) >= minutes * 60_000
}

/** Somebody else's page, or nobody's, is on screen in this tab: the bag that was opened here is closed. */
export function closeOthers(id: Id | null): void {
  const mine = openHere()
  if (mine && mine !== id) void closeBag(mine)
}

const openHere = () => (opened.value ?? sessionStorage.getItem(KEY) ?? '').split(' ')[0]

/** Closes a bag, if it has a code: in this tab whatever happens, and in every other unless this device is too full to note it. */
export async function closeBag(id: Id): Promise<void> {
  const { device, random } = engine()
  const turn = random(8).join('.')
  if (openHere() === id) {
    opened.value = ''
    sessionStorage.removeItem(KEY)
  }
  await kept(() =>
    device.transaction('rw', device.profiles, async () => {
      const lock = (await device.profiles.get(id))?.lock
      if (lock) await device.profiles.update(id, { lock: { ...lock, turn } })
    }),
  )
}
