import { claim, isWhole, keepWhole, release } from '../db/claims.ts'
import type { FilesDb } from '../db/files.ts'
import { listKnown } from '../db/overlay.ts'
import type { ProfileDb } from '../db/profile.ts'
import { sha256 } from '../device/hash.ts'
import { hasRoom, isFull, type Room } from '../device/storage.ts'
import { fileAddress, type FileRef } from '../domain/files.ts'
import { pairId, type Id, type Moment, type MutationId } from '../domain/ids.ts'
import type { Problem } from '../protocol/problem.ts'
import { BrokenOff, wholeOf } from './body.ts'
import type { Http } from './http.ts'

/** `stays`: whether the profile is still on this device. */
export type Gathering = {
  profile: Id
  db: ProfileDb
  files: FilesDb
  http: Pick<Http, 'privateFile' | 'file'>
  stays: () => Promise<boolean>
  now: () => Moment
  room: () => Promise<Room | null>
}

/**
 * Brings what a teacher needs to mark without a network: the words that exercises were answered in, and the photos of the copies still to be returned,
 * those that wait longest first. Lets go those of copies that the school knows as returned. Stops where the line does, or the room, or when the teacher signs out.
 */
export async function gatherCopies(g: Gathering): Promise<'done' | 'offline' | Problem> {
  const words = [...(await textsAnswered(g.db)), ...(await textsTaught(g.db))]
  const texts = new Map(words.map((text) => [text.sha256, [text]]))
  const photos = await copiesToReturn(g.db)
  const shelves = { [`${g.profile}/texts/`]: texts, [`${g.profile}/copies/`]: photos }
  for (const [shelf, wanted] of Object.entries(shelves)) {
    await letGo(g, shelf, wanted)
    const end = await gatherAll(g, shelf, wanted)
    if (end !== 'done') return end === 'full' ? 'done' : end
  }
  return 'done'
}

async function gatherAll(
  g: Gathering,
  shelf: string,
  wanted: ReadonlyMap<string, FileRef[]>,
): Promise<'done' | 'offline' | 'full' | Problem> {
  for (const [name, files] of wanted) {
    if (!(await g.stays())) return 'done'
    await claim(g.files, shelf + name, files, g.now())
    for (const file of files) {
      const end = await gather(g, file)
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

/**
 * The words of what this teacher published, which exercises are chosen from, and of what work asks answers to. A teacher's device carries no other packs
 * by itself.
 */
async function textsTaught(db: ProfileDb): Promise<FileRef[]> {
  const account = (await db.meta.get('state'))?.account
  const works = (await listKnown(db, 'assignment')).filter(({ body }) => body.expects.includes('answers'))
  const asked = new Set(works.map(({ body }) => body.packId))
  const packs = (await listKnown(db, 'pack')).filter(({ id, body }) => body.by === account || asked.has(id))
  return packs.map(({ body }) => body.text)
}

/** The words that exercises were answered in: the class may have a newer version by now. Returned copies are read again too. */
async function textsAnswered(db: ProfileDb): Promise<FileRef[]> {
  const copies = (await listKnown(db, 'submission')).filter(({ feed }) => feed.startsWith('desk:'))
  return copies.flatMap(({ body }) => body.answers?.texts ?? [])
}

async function letGo({ files }: Gathering, shelf: string, wanted: ReadonlyMap<string, unknown>): Promise<void> {
  const gathered = await files.files.where('owners').startsWith(shelf).distinct().toArray()
  const owners = new Set(gathered.flatMap((file) => file.owners).filter((owner) => owner.startsWith(shelf)))
  for (const owner of owners) if (!wanted.has(owner.slice(shelf.length))) await release(files, owner)
}

async function gather(g: Gathering, wanted: FileRef): Promise<'done' | 'offline' | 'full' | Problem> {
  const row = await g.files.files.get(wanted.sha256)
  if (!row || isWhole(row)) return 'done'
  if (!hasRoom(await g.room(), wanted.bytes)) return 'full'
  const bytes = await fetched(g, wanted)
  if (bytes === 'offline') return bytes
  // Withdrawn, or damaged on its way: the others come all the same, and this one is asked for again next time.
  if ('problem' in bytes) return bytes.problem === 'notFound' ? 'done' : bytes
  if ((await sha256(bytes)) !== wanted.sha256) return 'done'
  try {
    await keepWhole(g.files, wanted, bytes)
    return 'done'
  } catch (failure) {
    if (isFull(failure)) return 'full'
    throw failure
  }
}

/** Photos are private, the words of a pack are where everyone finds them. */
async function fetched(g: Gathering, { sha256: name, type }: FileRef): Promise<ArrayBuffer | 'offline' | Problem> {
  if (type !== 'application/json') return g.http.privateFile(g.profile, name)
  const answer = await g.http.file(fileAddress({ sha256: name, type }), null)
  if (answer === 'offline' || 'problem' in answer) return answer
  try {
    return await wholeOf(new Response(answer.body))
  } catch (failure) {
    if (failure instanceof BrokenOff) return 'offline'
    throw failure
  }
}
