import * as v from 'valibot'

/** An opaque name given by a device or the school: 1 to 64 url-safe characters. */
export const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/))
export type Id = v.InferOutput<typeof Id>

/** The id of a mutation: a UUIDv7 made on the device, never reused for other content. */
export const MutationId = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
)
export type MutationId = v.InferOutput<typeof MutationId>

/** The id of a record that belongs to one pupil and one other thing: `<thing>:<pupilId>`. */
export const PairId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}:[A-Za-z0-9_-]{1,64}$/))
export type PairId = v.InferOutput<typeof PairId>

/** A SHA-256 in lower-case hexadecimal: the name of a file, a piece, a segment. */
export const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
export type Sha256 = v.InferOutput<typeof Sha256>

/** Milliseconds since 1970, UTC. */
export const Moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15))
export type Moment = v.InferOutput<typeof Moment>

export function pairId(thing: Id, pupil: Id): PairId {
  return `${thing}:${pupil}`
}

/** Sixteen random bytes, the first six replaced by the time (RFC 9562, version 7). */
export function uuid7(at: Moment, random: Uint8Array): MutationId {
  const bytes = random.slice(0, 16)
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(at / 2 ** (8 * (5 - i))) % 256
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
