import * as v from 'valibot'
import { Id, Moment } from '../domain/ids.ts'
import { PersonName, Role } from '../domain/people.ts'
import { FeedName } from '../domain/records.ts'
import { Protocol } from './version.ts'

/** The token of a card: 128 random bits, base64url. */
export const CardToken = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/))
export type CardToken = v.InferOutput<typeof CardToken>

const coordinate = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))

/** A P-256 public key as a JWK, nothing else in it. */
export const DeviceKey = v.strictObject({ kty: v.literal('EC'), crv: v.literal('P-256'), x: coordinate, y: coordinate })
export type DeviceKey = v.InferOutput<typeof DeviceKey>

/**
 * `POST /api/enrol`: a card signs a device in. The answer sets the profile's cookie. The same device and account again renews the session.
 * `replaces`: the same person's device whose place this one takes, because its store was cleared and its key went with it. What it had sealed before
 * still counts.
 */
export const EnrolRequest = v.object({
  protocol: Protocol,
  token: CardToken,
  profile: Id,
  device: v.object({
    id: Id,
    label: v.pipe(v.string(), v.maxLength(80)),
    key: DeviceKey,
    replaces: v.exactOptional(Id),
  }),
})
export type EnrolRequest = v.InferOutput<typeof EnrolRequest>

/** `school`: its name, as people say it. */
export const EnrolAnswer = v.object({
  epoch: Id,
  now: Moment,
  account: v.object({ id: Id, role: Role, name: PersonName, school: v.string() }),
  feeds: v.array(FeedName),
})
export type EnrolAnswer = v.InferOutput<typeof EnrolAnswer>
