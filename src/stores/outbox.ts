import * as v from 'valibot'
import { listHeld, listKnown, type Held } from '../db/overlay.ts'
import type { Entry, ProfileDb, Upload } from '../db/profile.ts'
import { unsentEntries } from '../db/unsent.ts'
import type { Actor } from '../domain/access.ts'
import { PIECE_BYTES } from '../domain/files.ts'
import type { MutationId } from '../domain/ids.ts'
import { Mutation } from '../domain/mutations.ts'
import { bodyOf, feeds, type Kind } from '../domain/records.ts'
import type { WaitingView } from './views.ts'

/** What the school does not have of what was done here: what waits, oldest first, then what it refused. Run it in one transaction. */
export async function readOutbox(db: ProfileDb, actor: Actor): Promise<WaitingView[]> {
  const uploads = await db.uploads.toArray()
  const unsent = await unsentEntries(db)
  const stuck = await damagedEntries(db, uploads)
  const refused = await db.outbox.where('state').equals('refused').sortBy('n')
  const waiting = [...new Map([...unsent, ...stuck].map((entry) => [entry.id, entry])).values()]
  const entries = [...waiting.sort((a, b) => a.n - b.n), ...refused]
  const elsewhere = await refusedElsewhere(db, actor)
  if (entries.length + elsewhere.length === 0) return []
  const names = await readNames(db, actor, [...entries, ...elsewhere])
  const files = byEntry(uploads)
  const away = new Set((await db.meta.get('state'))?.putAway)
  return [
    ...entries.map((entry) => waitingView(entry, files.get(entry.id) ?? [], names)),
    ...elsewhere.map((one) => elsewhereView(one, names)),
  ].map((view) => ({ ...view, putAway: away.has(view.id) }))
}

/** What was sealed on a device that its author had left, and refused when it came to the school. */
type Elsewhere = { id: MutationId; mutation: Mutation; reason: string }

async function refusedElsewhere(db: ProfileDb, actor: Actor): Promise<Elsewhere[]> {
  const records = await listHeld(db, 'refusedWork', feeds.account(actor.id))
  return records.flatMap(({ id, body: { mutation, reason } }) => {
    const known = v.safeParse(Mutation, mutation)
    return known.success ? [{ id, mutation: known.output, reason }] : []
  })
}

function elsewhereView({ id, mutation, reason }: Elsewhere, names: Names): Omit<WaitingView, 'putAway'> {
  return {
    ...{ id, state: 'refused', reason, at: mutation.at, mutation },
    ...{ about: aboutOf(mutation, names), className: classOf(mutation, names), files: null, received: false },
  }
}

const classOf = (mutation: Mutation, names: Names) =>
  'classId' in mutation ? (names.classes.get(mutation.classId) ?? null) : null

/** The school has them, and will never have all of their photos. */
async function damagedEntries(db: ProfileDb, uploads: readonly Upload[]): Promise<Entry[]> {
  const damaged = uploads.filter(isDamaged).flatMap(({ entries }) => entries)
  const rows = await db.outbox.bulkGet([...new Set(damaged)])
  return rows.filter((entry) => entry !== undefined).filter(({ state }) => state === 'done')
}

function isDamaged({ trouble, done }: Upload): boolean {
  return trouble !== undefined && !done
}

/** What goes up with each entry. */
export function byEntry(uploads: readonly Upload[]): Map<MutationId, Upload[]> {
  const files = new Map<MutationId, Upload[]>()
  for (const upload of uploads)
    for (const entry of upload.entries) {
      const known = files.get(entry)
      if (known) known.push(upload)
      else files.set(entry, [upload])
    }
  return files
}

function waitingView(entry: Entry, uploads: readonly Upload[], names: Names): Omit<WaitingView, 'putAway'> {
  const { id, state, reason, mutation, committedAt } = entry
  const damaged = uploads.some(isDamaged)
  const received = state === 'done'
  const shown = state === 'refused' || state === 'held' ? state : damaged ? 'held' : 'waiting'
  return {
    id,
    state: shown,
    reason: damaged && shown === 'held' ? 'damaged' : received ? null : reason,
    at: committedAt,
    mutation,
    about: aboutOf(mutation, names),
    className: classOf(mutation, names),
    files: state === 'refused' || uploads.length === 0 ? null : weigh(uploads),
    received,
  }
}

function weigh(uploads: readonly Upload[]): { sent: number; total: number } {
  return {
    sent: uploads.reduce((sum, { sent, ref }) => sum + Math.min(sent * PIECE_BYTES, ref.bytes), 0),
    total: uploads.reduce((sum, { ref }) => sum + ref.bytes, 0),
  }
}

/** What things are called, by id. `copies`: the pupil of each copy that is spoken of. */
type Names = {
  classes: ReadonlyMap<string, string>
  assignments: ReadonlyMap<string, string>
  packs: ReadonlyMap<string, string>
  devices: ReadonlyMap<string, string>
  pupils: ReadonlyMap<string, string>
  copies: ReadonlyMap<string, string>
}

async function readNames(db: ProfileDb, actor: Actor, entries: readonly Pick<Entry, 'mutation'>[]): Promise<Names> {
  const classes = await namesOf(db, 'classGroup', ({ name }) => name)
  const assignments = await namesOf(db, 'assignment', ({ title }) => title)
  const packs = await namesOf(db, 'pack', ({ title }) => title)
  const devices = await namesOf(db, 'device', ({ label }) => label)
  const pupils = actor.role === 'teacher' ? await namesOf(db, 'pupil', ({ name }) => name) : new Map<string, string>()
  const copies = await pupilsOfCopies(db, entries)
  return { classes, assignments, packs, devices, pupils, copies }
}

/** The school's word first: what waits to be withdrawn still has its name there. */
async function namesOf<K extends Kind>(
  db: ProfileDb,
  kind: K,
  name: (body: Held<K>['body']) => string,
): Promise<Map<string, string>> {
  const known = await listKnown(db, kind)
  const held = await listHeld(db, kind)
  return new Map([...known, ...held].map(({ id, body }) => [id, name(body)]))
}

async function pupilsOfCopies(
  db: ProfileDb,
  entries: readonly Pick<Entry, 'mutation'>[],
): Promise<Map<string, string>> {
  const spoken = entries.flatMap(({ mutation }) => ('submissionId' in mutation ? [mutation] : []))
  const rows = await db.records.bulkGet(
    spoken.map(({ classId, submissionId }) => [feeds.desk(classId), 'submission', submissionId]),
  )
  return new Map(
    rows.flatMap((row) => {
      const copy = row && bodyOf('submission', row.body)
      return row && copy ? [[row.id, copy.pupilId] as const] : []
    }),
  )
}

function aboutOf(mutation: Mutation, names: Names): string | null {
  switch (mutation.kind) {
    case 'setAssignment':
      return mutation.asked.title
    case 'handIn':
    case 'withdrawAssignment':
      return names.assignments.get(mutation.assignmentId) ?? null
    case 'publishPack':
      return mutation.title
    case 'withdrawPack':
    case 'packDelivered':
      return names.packs.get(mutation.packId) ?? null
    case 'openSubmission':
    case 'returnSubmission':
      return names.pupils.get(names.copies.get(mutation.submissionId) ?? '') ?? null
    case 'withdrawDevice':
      return names.devices.get(mutation.deviceId) ?? null
  }
}
