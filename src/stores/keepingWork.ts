import { engine } from './engine.ts'
import { kept, type Unkept } from './keeping.ts'

/** How many packs give way for one write: some browsers count the room that became free only later, and what is carried is not given up for nothing. */
const AT_MOST = 3

/**
 * Waits for a write of somebody's work. When the store is full, packs give way, and it is tried again; it says that there is no room when they have none left
 * to give. `write` is called anew each time.
 */
export async function keptWork<T>(write: () => Promise<T>): Promise<T | Unkept> {
  let done = await kept(write)
  for (let given = 0; given < AT_MOST && isForRoom(done); given++) {
    const freed = await kept(makeRoom)
    if (freed === 0 || typeof freed !== 'number') break
    done = await kept(write)
  }
  return done
}

function isForRoom(done: unknown): boolean {
  return done instanceof Object && 'refused' in done && done.refused === 'deviceFull'
}

async function makeRoom(): Promise<number> {
  const { giveWay } = await import('../db/givingWay.ts')
  return giveWay(engine().files, engine().now())
}
