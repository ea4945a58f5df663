import type { Entry, ProfileDb, Upload } from '../db/profile.ts'
import { sha256 } from '../device/hash.ts'
import { PIECE_BYTES } from '../domain/files.ts'
import type { Id, Moment, Sha256 } from '../domain/ids.ts'
import { feeds } from '../domain/records.ts'
import type { MissingAnswer } from '../protocol/pieces.ts'
import type { Problem } from '../protocol/problem.ts'

/** Where pieces go, for one profile. `putPiece` answers `kept` whether they were made now or there already. */
export type PieceSink = {
  missing: (profile: Id, pieces: Sha256[]) => Promise<MissingAnswer | Problem | 'offline'>
  putPiece: (profile: Id, piece: Sha256, bytes: Uint8Array<ArrayBuffer>) => Promise<'kept' | Problem | 'offline'>
}

export type Sending = { profile: Id; db: ProfileDb; http: PieceSink; now: () => Moment }

export type Sent = 'done' | 'offline' | Problem

/** Pieces asked about at once. */
const ASKED_AT_ONCE = 2048
/** Pieces on their way at once. */
const LANES = 3
/** How long to wait for a receipt, after all files are up, before asking the school what it lacks, in milliseconds. */
const PATIENCE = 60_000

/**
 * Sends what the school lacks of the files that this profile made. There is no state to agree on: it is asked which pieces are missing and gets
 * those, so a lost answer, a killed tab or a school restored from a copy only means asking again. Stops at the first problem; the next call goes on.
 */
export async function sendFiles(s: Sending): Promise<Sent> {
  const owed = await owedFiles(s)
  const asked = [...new Set(owed.flatMap((upload) => upload.ref.pieces))]
  const missing = new Set<Sha256>()
  for (let at = 0; at < asked.length; at += ASKED_AT_ONCE) {
    const answer = await s.http.missing(s.profile, asked.slice(at, at + ASKED_AT_ONCE))
    if (answer === 'offline' || 'problem' in answer) return answer
    for (const piece of answer.missing) missing.add(piece)
  }
  for (const upload of owed) {
    const end = await sendFile(s, upload, missing)
    if (end !== 'done') return end
  }
  return 'done'
}

/** Uploads to look after: those not done, and those done whose entry shows that the school misses something after all. Oldest first. */
async function owedFiles({ db, now }: Sending): Promise<Upload[]> {
  const uploads = await db.uploads.toArray()
  const owed: Upload[] = []
  for (const upload of uploads) {
    const entries = (await db.outbox.bulkGet(upload.entries)).filter((entry) => entry !== undefined)
    if (entries.length > 0 && entries.every((entry) => entry.state === 'refused')) continue
    if (!upload.done) owed.push(upload)
    else if (Math.abs(now() - upload.askedAt) >= PATIENCE && (await someMissed(db, entries))) owed.push(upload)
  }
  return owed.sort((a, b) => a.addedAt - b.addedAt)
}

async function someMissed(db: ProfileDb, entries: readonly Entry[]): Promise<boolean> {
  for (const { id, state, reason, mutation } of entries) {
    if (state === 'held' && reason === 'files') return true
    if (state !== 'done' || mutation.kind !== 'handIn') continue
    const account = (await db.meta.get('state'))?.account
    const receipt = account && (await db.records.get([feeds.pupil(account), 'receipt', id]))
    if (!receipt || receipt.seq === 0 || receipt.body === null) return true
  }
  return false
}

async function sendFile(s: Sending, upload: Upload, missing: Set<Sha256>): Promise<Sent> {
  const { pieces } = upload.ref
  const note = (more: Partial<Upload> = {}) => {
    const sent = pieces.filter((piece) => !missing.has(piece)).length
    return s.db.uploads.update(upload.sha256, { sent, done: sent === pieces.length, askedAt: s.now(), ...more })
  }
  await note()
  const lacking = [...new Set(pieces.filter((piece) => missing.has(piece)))]
  if (lacking.length === 0) return 'done'
  const blob = await s.db.blobs.get(upload.sha256)
  const bytesOf = (piece: Sha256) => {
    const start = pieces.indexOf(piece) * PIECE_BYTES
    return new Uint8Array(blob?.bytes ?? new ArrayBuffer(0)).slice(start, start + PIECE_BYTES)
  }
  const ends: Sent[] = []
  const lane = async () => {
    for (let piece = lacking.shift(); piece !== undefined && ends.length === 0; piece = lacking.shift()) {
      const end = await sendPiece(s, piece, bytesOf(piece))
      if (end === 'kept') {
        missing.delete(piece)
        await note()
      } else if (end === 'damaged') await note({ trouble: 'damaged' })
      else ends.push(end)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return ends[0] ?? 'done'
}

/** Wrong bytes on the way are sent once more; wrong bytes here are never sent: the file is damaged, and that is said. */
async function sendPiece(
  s: Sending,
  piece: Sha256,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<'kept' | 'damaged' | Problem | 'offline'> {
  if ((await sha256(bytes)) !== piece) return 'damaged'
  const first = await s.http.putPiece(s.profile, piece, bytes)
  const spoilt = typeof first === 'object' && first.problem === 'wrongBytes'
  return spoilt ? s.http.putPiece(s.profile, piece, bytes) : first
}
