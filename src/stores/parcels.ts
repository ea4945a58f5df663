import type { Ref } from 'vue'
import { dropParcel, type Parcel } from '../db/parcels.ts'
import type { Id } from '../domain/ids.ts'
import type { WhyStay } from '../sync/leaving.ts'
import { parcelFile, readParcelFile, takeIn } from '../sync/parcelFile.ts'
import { sealWork } from '../sync/sealing.ts'
import { engine } from './engine.ts'
import { fileName } from './fileName.ts'
import type { Unkept } from './keeping.ts'
import { keptWork } from './keepingWork.ts'
import { leaveDevice } from './leaving.ts'
import { live } from './live.ts'

/** Sealed work on this device: of people who left it, or brought here in a file. Nobody here can read it. */
export type ParcelView = Omit<Parcel, 'state'> & { state: Exclude<Parcel['state'], 'making'> }

/** Newest first; undefined while loading. */
export function useParcels(): Ref<ParcelView[] | undefined> {
  return live(async () => {
    const all = await engine().parcels.parcels.toArray()
    const made = all.flatMap(({ state, ...parcel }) => (state === 'making' ? [] : [{ ...parcel, state }]))
    return made.sort((a, b) => b.sealedAt - a.sealedAt)
  })
}

/** Why nothing was sealed: the school's key never came to this device, or there is no room for it. */
export type Unsealed = 'noKey' | Unkept

/**
 * Seals what waits and takes the profile off this device; the parcel leaves by itself. With `loseDrafts`, drafts and what the school refused are lost. What
 * was done meanwhile, in another tab, keeps them here, and the parcel goes.
 */
export async function sealAndLeave(id: Id, drafts: 'keepDrafts' | 'loseDrafts'): Promise<'done' | WhyStay | Unsealed> {
  const { parcels } = engine()
  const who = await engine().device.profiles.get(id)
  if (!who) return 'done'
  const made = await keptWork(() => sealWork(engine(), who))
  if (typeof made === 'string' || 'refused' in made) return made
  const left = await leaveDevice(id, { lose: drafts === 'loseDrafts', sealed: made.entries })
  // All of it left meanwhile, or there is more than what was sealed.
  if (left !== 'done' || made.parcel.things === 0) await dropParcel(parcels, made.parcel.id)
  engine().wake('deed')
  return left
}

/** What waits, sealed, as a file that any other device, or a teacher, brings to the school. It stays here as well, and leaves when it can. */
export async function rescueParcel(id: Id): Promise<File | 'nothing' | Unsealed> {
  const { parcels } = engine()
  const who = await engine().device.profiles.get(id)
  const made = who ? await keptWork(() => sealWork(engine(), who)) : 'nothing'
  if (typeof made === 'string' || 'refused' in made) return made
  try {
    return made.parcel.things === 0 ? 'nothing' : await fileOf(made.parcel)
  } finally {
    await dropParcel(parcels, made.parcel.id)
  }
}

/** A parcel that is here, as a file. */
export async function parcelAsFile(id: Id): Promise<File | undefined> {
  const parcel = await engine().parcels.parcels.get(id)
  return parcel && fileOf(parcel)
}

/** What became of a file that someone brought. `cut`: it ends too early; what is whole in it is taken. `unreadable`: it is no sealed work. */
export type Taken = 'new' | 'known' | 'cut' | 'unreadable' | Unkept

/** Takes in sealed work from a file; it leaves for the school from here. */
export async function takeParcel(file: File): Promise<Taken> {
  const read = readParcelFile(new Uint8Array(await file.arrayBuffer()), engine().now())
  if (!read) return 'unreadable'
  const taken = await keptWork(() => takeIn(engine().parcels, read))
  if (typeof taken !== 'string') return taken
  engine().wake('deed')
  return taken === 'new' && read.cut ? 'cut' : taken
}

/** Takes a parcel off this device, delivered or not. */
export async function forgetParcel(id: Id): Promise<void> {
  await dropParcel(engine().parcels, id)
}

async function fileOf(parcel: Parcel): Promise<File> {
  const file = await parcelFile(engine().parcels, parcel)
  return new File([file], fileName(parcel.whose, parcel.sealedAt, 'cartable-scelle'), { type: file.type })
}
