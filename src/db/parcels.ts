import { Dexie, type DexieOptions, type Table } from 'dexie'
import type { Id, Moment } from '../domain/ids.ts'

/**
 * Work of someone who left this device, or that was brought here in a file, sealed to the school: nobody here can read it. `things`: how much they did;
 * `whose` and `school`: as people say them. Items 0 to `letters` - 1 are its letters, the others pieces of files.
 * `making`: being sealed, or broken off while it was. `waiting`: on its way, not before `notBefore`. `stopped`: `problem` says why; it stays, to be taken
 * out as a file. `delivered`: the school has it, and its bytes are gone from here.
 */
export type Parcel = {
  id: Id
  whose: string
  school: string
  things: number
  sealedAt: Moment
  letters: number
  items: number
  bytes: number
  state: 'making' | 'waiting' | 'stopped' | 'delivered'
  problem: string | null
  notBefore: Moment
  received: number
  refused: number
  changedAt: Moment
}

/** One sealed item. */
export type ParcelItem = { parcel: Id; n: number; bytes: ArrayBuffer }

/** The school's public key that work is sealed to, as `/keys.json` names it, kept for when there is no network. */
export type SealTo = {
  name: 'school'
  id: string
  key: { kty: 'EC'; crv: 'P-256'; x: string; y: string }
  heardAt: Moment
}

/** What this device carries for others. Apart from everyone's own databases: it is nobody's here. */
export class ParcelsDb extends Dexie {
  declare readonly parcels: Table<Parcel, Id>
  declare readonly items: Table<ParcelItem, [Id, number]>
  declare readonly sealTo: Table<SealTo, 'school'>

  constructor(name: string, options?: DexieOptions) {
    super(name, { chromeTransactionDurability: 'strict', ...options })
    this.version(1).stores({ parcels: 'id, state', items: '[parcel+n]', sealTo: 'name' })
  }
}

export function openParcels(options?: DexieOptions): ParcelsDb {
  return new ParcelsDb('parcels', options)
}

/** Whether sealed work still has to reach the school, whoever left it here. */
export const parcelsWait = async ({ parcels }: { parcels: ParcelsDb }): Promise<boolean> =>
  (await parcels.parcels.where('state').equals('waiting').count()) > 0

/** Whether there is any work for whoever carries, what broke off included. */
export const parcelsHere = async ({ parcels }: { parcels: ParcelsDb }): Promise<boolean> =>
  (await parcels.parcels.where('state').anyOf('waiting', 'making').count()) > 0

/** The items of a parcel, in order. */
export const itemsOf = (db: ParcelsDb, parcel: Id) =>
  db.items.where('[parcel+n]').between([parcel, Dexie.minKey], [parcel, Dexie.maxKey])

/** Takes a parcel off this device. */
export async function dropParcel(db: ParcelsDb, parcel: Id): Promise<void> {
  await db.transaction('rw', db.parcels, db.items, async () => {
    await itemsOf(db, parcel).delete()
    await db.parcels.delete(parcel)
  })
}
