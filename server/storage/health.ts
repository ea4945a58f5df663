import { join } from 'node:path'
import type { Logger } from 'pino'
import { writeWhole, type Disk } from './disk.ts'
import { howIll, type Illness } from './failures.ts'
import type { Storage } from './storage.ts'

/** How the school's disk and database are. `since`: when that was first seen, by the school's clock. */
export type Condition = { status: 'ok' } | { status: Illness; since: number }

/** What the server knows of its own disk: told by what failed, well again by a trial of its own. */
export type Health = {
  condition: () => Condition
  /** Something failed. What says nothing of the disk is passed over. */
  suffered: (error: unknown) => void
  /** When it is ill: tries to write as a turn does. Once that works, it is well. */
  probe: () => Promise<void>
}

type Setup = { storage: Storage; disk: Disk; folder: string; clock: () => number; log: Logger }

export function createHealth({ storage, disk, folder, clock, log }: Setup): Health {
  let now: Condition = { status: 'ok' }
  const suffered = (error: unknown): void => {
    const status = howIll(error)
    if (status === undefined || status === now.status) return
    now = { status, since: clock() }
    log.error({ err: error, status }, 'the school cannot write')
  }
  return {
    condition: () => now,
    suffered,
    async probe() {
      if (now.status === 'ok') return
      try {
        await storage.write((job) => job.setMeta('probe', String(clock())))
        await writeWhole(disk, join(folder, 'probe'), [new Uint8Array(1)])
        log.info({ was: now.status }, 'the school writes again')
        now = { status: 'ok' }
      } catch (error) {
        suffered(error)
        if (howIll(error) === undefined) throw error
      }
    },
  }
}
