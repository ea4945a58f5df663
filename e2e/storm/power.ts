import { StorageBusy } from '../../server/storage/failures.ts'
import type { FeedFiles } from '../../server/feeds/feedFiles.ts'
import { realDisk, type Disk } from '../../server/storage/disk.ts'
import type { Storage } from '../../server/storage/storage.ts'

/** The server's machine stopped: nothing it was doing goes on. */
class PowerCut extends Error {}

/** What keeps a server going: so many more steps of its disk and its database, then nothing, until it is opened again. */
export type Power = {
  on: boolean
  left: number
  spend: () => void
  /** What the disk is doing, which cannot be stopped in the middle. */
  underWay: Set<Promise<unknown>>
}

export function powerOn(): Power {
  const power: Power = {
    on: true,
    left: Infinity,
    spend() {
      if (power.on && power.left-- > 0) return
      power.on = false
      throw new PowerCut('the power went')
    },
    underWay: new Set(),
  }
  return power
}

/** Nothing more begins, and what the disk has begun is over. */
export async function powerOff(power: Power): Promise<void> {
  power.on = false
  await rest(power)
}

/** Nothing is under way any more. */
export async function rest({ underWay }: Power): Promise<void> {
  while (underWay.size > 0) await Promise.allSettled(underWay)
}

function track<T>({ underWay }: Power, done: Promise<T>): Promise<T> {
  underWay.add(done)
  const forget = () => underWay.delete(done)
  done.then(forget, forget)
  return done
}

/** A storage that stops with the power: before a job, inside it, or once it is committed and nobody was told. `busy` says no to a job before it begins. */
export function poweredStorage(storage: Storage, power: Power, busy: () => boolean): Storage {
  return {
    ...storage,
    read(query) {
      power.spend()
      return storage.read(query)
    },
    async write(job) {
      power.spend()
      if (busy()) throw new StorageBusy('another is writing')
      const done = await storage.write(async (work) => {
        const made = await job(work)
        power.spend()
        return made
      })
      power.spend()
      return done
    },
  }
}

/** A disk that stops with the power, between any two calls. */
export function poweredDisk(power: Power): Disk {
  return new Proxy(realDisk, {
    get(disk, name) {
      const call: unknown = Reflect.get(disk, name)
      if (typeof call !== 'function') return call
      return (...given: unknown[]) => {
        power.spend()
        return track(power, Promise.resolve(Reflect.apply(call, disk, given)))
      }
    },
  })
}

/** Feeds' files that are written one after another: which of two is the first to be done, or cut, is the disk's to say, and no seed would say it again. */
export function poweredFeedFiles(feedFiles: FeedFiles, power: Power): FeedFiles {
  let last: Promise<unknown> = Promise.resolve()
  return {
    ...feedFiles,
    publish(feed) {
      const done = last.then(() => feedFiles.publish(feed))
      last = done.catch(() => undefined)
      return track(power, done)
    },
  }
}
