import * as v from 'valibot'
import { PIECE_BYTES } from '../domain/files.ts'
import { Id, Sha256 } from '../domain/ids.ts'
import { Envelope } from '../domain/mutations.ts'
import { DeviceKey } from './enrol.ts'
import { MUTATIONS_MAX, TURN_BYTES_MAX } from './turn.ts'
import { Protocol } from './version.ts'

/**
 * What someone did and had not sent when they left a device: a parcel of sealed items, letters first, then the pieces of files. Each item was signed by that
 * device's key, then sealed to the school's (ephemeral ECDH P-256, HKDF, AES-256-GCM), so that anyone may carry it and nobody but the school reads it.
 * `POST /api/parcels` with one item as its body; who brings it does not count.
 */
export const SealedHead = v.strictObject({
  sealed: v.literal(1),
  /** The school's key, by its name in `/keys.json`. */
  to: v.pipe(v.string(), v.maxLength(64)),
  /** The public half of the parcel's own key. */
  from: DeviceKey,
  parcel: Id,
  n: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e6)),
})
export type SealedHead = v.InferOutput<typeof SealedHead>

export const ITEM_KINDS = ['letter', 'piece'] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

/** What is inside, before its body: who signed it. `signature`: of `signedText`, r and s, base64url. */
export const SignedHead = v.strictObject({
  device: Id,
  kind: v.picklist(ITEM_KINDS),
  signature: v.pipe(v.string(), v.maxLength(200)),
})
export type SignedHead = v.InferOutput<typeof SignedHead>

/** Pieces that one letter names, so that it stays within a turn's bytes. */
export const LETTER_PIECES_MAX = 1_000

/** The body of a letter, as JSON: mutations as a turn would bring them, and which items of the parcel hold which pieces of their files. */
export const Letter = v.object({
  protocol: Protocol,
  mutations: v.pipe(v.array(Envelope), v.maxLength(MUTATIONS_MAX)),
  pieces: v.pipe(v.array(v.object({ n: SealedHead.entries.n, sha256: Sha256 })), v.maxLength(LETTER_PIECES_MAX)),
})
export type Letter = v.InferOutput<typeof Letter>

/** An item is a letter or a piece, its two heads, and the seal's own sixteen bytes. */
export const ITEM_BYTES_MAX = Math.max(TURN_BYTES_MAX, PIECE_BYTES) + 2_048

/** What a device signs of an item: for which school and parcel, where in it, and the SHA-256 of the body. */
export function signedText(
  { to, parcel, n }: Pick<SealedHead, 'to' | 'parcel' | 'n'>,
  kind: ItemKind,
  body: Sha256,
): string {
  return ['cartable parcel 1', to, parcel, n, kind, body].join('\n')
}

/** What the key of a parcel is derived for. */
export function keyPurpose({ to, parcel }: Pick<SealedHead, 'to' | 'parcel'>): string {
  return `cartable parcel 1\n${to}\n${parcel}`
}

/** The nonce of an item, 96 bits: a parcel has a key of its own, so the item's number never comes twice under it. */
export function nonceOf({ n }: Pick<SealedHead, 'n'>): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(12)
  new DataView(nonce.buffer).setUint32(8, n)
  return nonce
}
