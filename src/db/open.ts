import type { DexieOptions } from 'dexie'
import type { Id } from '../domain/ids.ts'
import { openDevice, type DeviceDb } from './device.ts'
import { openFiles, type FilesDb } from './files.ts'
import { openParcels, type ParcelsDb } from './parcels.ts'
import { deleteProfile, openProfile, type ProfileDb } from './profile.ts'

/**
 * Every database of this device, each opened once, when it is first asked. `drop` deletes a profile's. `reopen` tries again what the browser would not
 * open; Dexie by itself asks once only. Never rejects: whoever asks the store next hears why.
 */
export type Databases = {
  device: DeviceDb
  files: FilesDb
  parcels: ParcelsDb
  profile: (id: Id) => ProfileDb
  drop: (id: Id) => Promise<void>
  reopen: () => Promise<void>
}

/**
 * `outdated`: a newer build, in another tab or in the worker, wants to change a database that is open here, and waits; whatever is being written must be
 * kept now, then the page can only be loaded anew. Answers `true` when that is under way: a page that goes lets go of its databases by itself, and what is
 * under way in it need not fail first. Otherwise the database closes here.
 */
export type Hearing = { outdated: () => Promise<boolean> }

export function openDatabases({ outdated }: Hearing, options?: DexieOptions): Databases & { close: () => void } {
  const profiles = new Map<Id, ProfileDb>()

  function heard<D extends DeviceDb | FilesDb | ParcelsDb | ProfileDb>(db: D): D {
    db.on('versionchange', (event) => {
      if (event.newVersion === null) db.close()
      else void letGo(db)
      // Dexie's own answer would be to close at once, too soon for a draft, and to open again when asked, which would make anew what was deleted.
      return false
    })
    return db
  }

  async function letGo(db: { close: () => void }): Promise<void> {
    let leaving = false
    try {
      leaving = await outdated()
    } finally {
      if (!leaving) db.close()
    }
  }

  function profile(id: Id): ProfileDb {
    const open = profiles.get(id) ?? heard(openProfile(id, options))
    profiles.set(id, open)
    return open
  }

  const all = () => [device, files, parcels, ...profiles.values()]
  const device = heard(openDevice(options))
  const files = heard(openFiles(options))
  const parcels = heard(openParcels(options))
  return {
    device,
    files,
    parcels,
    profile,
    async drop(id) {
      // It stays known, closed: whoever is late to ask for it fails, where opening it would make anew what was deleted.
      profile(id).close()
      await deleteProfile(id, options)
    },
    async reopen() {
      const failed = all().filter((db) => db.hasFailed() && !db.hasBeenClosed())
      await Promise.allSettled(failed.map((db) => db.open()))
    },
    close: () => all().forEach((db) => db.close()),
  }
}
