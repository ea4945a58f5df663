import { packKey, PUBLIC_PROFILE } from '../db/files.ts'
import type { Spot } from '../db/shelf.ts'
import type { Id } from '../domain/ids.ts'
import { feeds } from '../domain/records.ts'

/** A pack as one class has it: the same pack may be given to several classes. */
export type Place = { classId: Id; packId: Id }

/** Where a class's pack stands on this device for one profile. */
export function spotOf(profile: Id, { classId, packId }: Place): Spot {
  const feed = feeds.class(classId)
  return { key: packKey(profile, feed, packId), profile, feed, packId }
}

/** Where a pack of the handbook stands, for everyone on this device. */
export function publicSpot(packId: Id): Spot {
  const feed = feeds.public
  return { key: packKey(PUBLIC_PROFILE, feed, packId), profile: PUBLIC_PROFILE, feed, packId }
}
