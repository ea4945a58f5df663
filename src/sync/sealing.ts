import type { Profile } from '../db/device.ts'
import { dropParcel, type Parcel, type ParcelsDb } from '../db/parcels.ts'
import type { Entry, ProfileDb, Upload } from '../db/profile.ts'
import { unsentEntries } from '../db/unsent.ts'
import { sha256 } from '../device/hash.ts'
import { signText } from '../device/keys.ts'
import { makeSeal, type Seal } from '../device/sealing.ts'
import { PIECE_BYTES } from '../domain/files.ts'
import type { Id, Moment, MutationId, Sha256 } from '../domain/ids.ts'
import { frame } from '../protocol/frames.ts'
import { keyPurpose, LETTER_PIECES_MAX, nonceOf, signedText, type ItemKind, type Letter } from '../protocol/parcel.ts'
import { MUTATIONS_MAX } from '../protocol/turn.ts'
import { PROTOCOL } from '../protocol/version.ts'

export type Sealing = {
  parcels: ParcelsDb
  profile: (id: Id) => ProfileDb
  now: () => Moment
  random: (bytes: number) => Uint8Array
}

/** A parcel, and which deeds are in it. */
export type Sealed = { parcel: Parcel; entries: ReadonlySet<MutationId> }

/** A letter's mutations weigh at most this many bytes, unless a single one does. */
const LETTER_BYTES = 160_000

/** A piece of a file that goes along, and where it is. */
type Enclosed = { sha256: Sha256; file: Sha256; from: number }

/**
 * Seals what someone did and the school does not have: signed with this device's key first, so that the school can tell whose it is. `noKey`: the school's
 * never came here. Nothing of theirs changes: they may stay all the same, since what is delivered twice takes effect once.
 */
export async function sealWork(s: Sealing, who: Profile): Promise<Sealed | 'noKey'> {
  const to = await s.parcels.sealTo.get('school')
  if (!to) return 'noKey'
  const db = s.profile(who.id)
  const entries = await unsentEntries(db)
  const enclosed = await enclosedWith(db, entries)
  const letters = lettersFor(entries, enclosed)
  const id = Array.from(s.random(16), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const parcel: Parcel = {
    ...{ id, whose: who.name, school: who.school, things: entries.length, sealedAt: s.now() },
    ...{ letters: letters.length, items: letters.length + enclosed.length, bytes: 0 },
    ...{ state: 'making', problem: null, notBefore: 0, received: 0, refused: 0, changedAt: s.now() },
  }
  await s.parcels.parcels.add(parcel)
  try {
    const close = await closing(who, { id: to.id, key: to.key, parcel: id })
    let bytes = 0
    const put = async (n: number, kind: ItemKind, body: Uint8Array<ArrayBuffer>): Promise<void> => {
      const item = await close(n, kind, body)
      bytes += item.length
      await s.parcels.items.put({ parcel: id, n, bytes: item.buffer })
    }
    for (const [n, letter] of letters.entries())
      await put(n, 'letter', new TextEncoder().encode(JSON.stringify(letter)))
    for (const [at, piece] of enclosed.entries()) await put(letters.length + at, 'piece', await bytesOf(db, piece))
    const made = { state: 'waiting', bytes } as const
    await s.parcels.parcels.update(id, made)
    return { parcel: { ...parcel, ...made }, entries: new Set(entries.map((entry) => entry.id)) }
  } catch (failure) {
    await dropParcel(s.parcels, id)
    throw failure
  }
}

/** The pieces that the school may lack: all of what has not left, and of what has left those on their way. A damaged file goes without. */
async function enclosedWith(db: ProfileDb, entries: readonly Entry[]): Promise<Enclosed[]> {
  const open = new Set(entries.filter(({ state }) => state !== 'done').map(({ id }) => id))
  const all = new Set(entries.map(({ id }) => id))
  const goes = ({ entries: of, done, trouble }: Upload) =>
    trouble === undefined && of.some((id) => open.has(id) || (!done && all.has(id)))
  const pieces = new Map<Sha256, Enclosed>()
  for (const { sha256: file, ref } of await db.uploads.filter(goes).toArray())
    ref.pieces.forEach((piece, at) => pieces.set(piece, { sha256: piece, file, from: at * PIECE_BYTES }))
  return [...pieces.values()]
}

function lettersFor(entries: readonly Entry[], enclosed: readonly Enclosed[]): Letter[] {
  const written = chunksOf(entries)
  const count = Math.max(written.length, Math.ceil(enclosed.length / LETTER_PIECES_MAX))
  return Array.from({ length: count }, (_, at) => ({
    protocol: PROTOCOL,
    mutations: (written[at] ?? []).map(({ mutation }) => mutation),
    pieces: enclosed
      .map(({ sha256: piece }, piecesAt) => ({ n: count + piecesAt, sha256: piece }))
      .slice(at * LETTER_PIECES_MAX, (at + 1) * LETTER_PIECES_MAX),
  }))
}

function chunksOf(entries: readonly Entry[]): Entry[][] {
  const chunks: Entry[][] = []
  let weight = Infinity
  for (const entry of entries) {
    const bytes = new TextEncoder().encode(JSON.stringify(entry.mutation)).length
    weight += bytes
    const last = chunks.at(-1)
    if (last && last.length < MUTATIONS_MAX && weight <= LETTER_BYTES) last.push(entry)
    else {
      chunks.push([entry])
      weight = bytes
    }
  }
  return chunks
}

async function bytesOf(db: ProfileDb, { sha256: piece, file, from }: Enclosed): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await db.blobs.get(file)
  const bytes = new Uint8Array(blob?.bytes ?? new ArrayBuffer(0)).slice(from, from + PIECE_BYTES)
  // Damaged since it was made: the school would refuse it. Its place in the parcel stays, and the school says that it lacks it.
  return (await sha256(bytes)) === piece ? bytes : new Uint8Array(0)
}

/** Signs and seals one item after another. */
async function closing(who: Profile, to: { id: string; key: Parameters<typeof makeSeal>[0]; parcel: Id }) {
  const place = { sealed: 1, to: to.id, parcel: to.parcel } as const
  const seal: Seal = await makeSeal(to.key, keyPurpose(place))
  return async (n: number, kind: ItemKind, body: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => {
    const head = { ...place, from: seal.from, n }
    const signature = await signText(who.key, signedText(head, kind, await sha256(body)))
    const readable = frame(head, new Uint8Array(0))
    const signed = frame({ device: who.deviceId, kind, signature }, body)
    return frame(head, await seal.seal(signed, { nonce: nonceOf(head), readable }))
  }
}
