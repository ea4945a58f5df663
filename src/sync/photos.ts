import { claim, isWhole, keepWhole, release } from '../db/claims.ts'
import type { FilesDb } from '../db/files.ts'
import { listKnown } from '../db/overlay.ts'
import type { ProfileDb } from '../db/profile.ts'
import { sha256 } from '../device/hash.ts'
import { hasRoom, isFull, type Room } from '../device/storage.ts'
import type { FileRef } from '../domain/files.ts'
import { pairId, type Id, type Moment, type MutationId } from '../domain/ids.ts'
import type { Problem } from '../protocol/problem.ts'
import type { Http } from './http.ts'

/** `stays`: whether the profile is still on this device. */
export type Gathering = {
  profile: Id
  db: ProfileDb
  files: FilesDb
  http: Pick<Http, 'privateFile'>
  stays: () => Promise<boolean>
  now: () => Moment
  room: () => Promise<Room | null>
}

/**
 * Brings the photos of the copies that a teacher has still to return, so that they are marked without a network, those that wait longest first; lets go
 * those of copies that the school knows as returned. Stops where the line does, or the room, or when the teacher signs out.
 */
export async function gatherPhotos(g: Gathering): Promise<'done' | 'offline' | Problem> {
  const wanted = await copiesToReturn(g.db)
  await letGo(g, wanted)
  for (const [copy, photos] of wanted) {
    if (!(await g.stays())) return 'done'
    await claim(g.files, ownerOf(g.profile, copy), photos, g.now())
    for (const photo of photos) {
      const end = await gather(g, photo)
      if (end === 'full') return 'done'
      if (end !== 'done') return end
    }
  }
  return 'done'
}

/** Photos are all at the school once there is a receipt; before that nobody can have them. */
async function copiesToReturn(db: ProfileDb): Promise<Map<MutationId, FileRef[]>> {
  const receipts = new Set((await listKnown(db, 'receipt')).map(({ id }) => id))
  const returned = new Set((await listKnown(db, 'feedback')).map(({ id }) => id))
  const copies = (await listKnown(db, 'submission')).filter(
    ({ id, feed, body: { photos, assignmentId, pupilId } }) =>
      feed.startsWith('desk:') && photos.length > 0 && receipts.has(id) && !returned.has(pairId(assignmentId, pupilId)),
  )
  copies.sort((a, b) => a.at - b.at)
  return new Map(copies.map(({ id, body }) => [id, body.photos]))
}

const shelfOf = (profile: Id) => `${profile}/copies/`
const ownerOf = (profile: Id, copy: MutationId) => shelfOf(profile) + copy

async function letGo({ files, profile }: Gathering, wanted: ReadonlyMap<MutationId, unknown>): Promise<void> {
  const shelf = shelfOf(profile)
  const gathered = await files.files.where('owners').startsWith(shelf).distinct().toArray()
  const owners = new Set(gathered.flatMap((file) => file.owners).filter((owner) => owner.startsWith(shelf)))
  for (const owner of owners) if (!wanted.has(owner.slice(shelf.length))) await release(files, owner)
}

async function gather(g: Gathering, photo: FileRef): Promise<'done' | 'offline' | 'full' | Problem> {
  const row = await g.files.files.get(photo.sha256)
  if (!row || isWhole(row)) return 'done'
  if (!hasRoom(await g.room(), photo.bytes)) return 'full'
  const bytes = await g.http.privateFile(g.profile, photo.sha256)
  if (bytes === 'offline') return bytes
  // Withdrawn, or damaged on its way: the others come all the same, and this one is asked for again next time.
  if ('problem' in bytes) return bytes.problem === 'notFound' ? 'done' : bytes
  if ((await sha256(bytes)) !== photo.sha256) return 'done'
  try {
    await keepWhole(g.files, photo, bytes)
    return 'done'
  } catch (failure) {
    if (isFull(failure)) return 'full'
    throw failure
  }
}
