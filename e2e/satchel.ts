import { actorOf } from '../src/db/actor.ts'
import { applyAnswer, type Brought } from '../src/db/apply.ts'
import { commit, type Attached } from '../src/db/commit.ts'
import { ProfileDb } from '../src/db/profile.ts'
import { mayRead } from '../src/domain/access.ts'
import type { FileRef } from '../src/domain/files.ts'
import type { Id, Moment, MutationId } from '../src/domain/ids.ts'
import type { Wish } from '../src/domain/mutations.ts'
import type { Role } from '../src/domain/people.ts'
import type { Body, FeedName, FeedRecord, Kind } from '../src/domain/records.ts'

type Placed = FeedRecord & { feed: FeedName }

let databases = 0

/** One person's database, and a school that says what a test wants it to say. The clock stands still until it is moved. */
export type Satchel = {
  db: ProfileDb
  clock: { at: Moment }
  /** Does something on the device; throws when the rule book says no. */
  deed: (wish: Wish, attached?: Attached[]) => Promise<MutationId>
  /** A record as the school writes it, now. */
  record: <K extends Kind>(feed: FeedName, kind: K, id: string, body: Body<K> | null) => Placed
  /** The school says what there is. */
  tell: (...records: Placed[]) => Promise<void>
  /** The school takes an entry: its writes come back as records, with those that it adds, in one answer. */
  take: (id: MutationId, ...added: Placed[]) => Promise<void>
  /** The same answer, on its way: it lands when it is called. */
  taking: (id: MutationId, ...added: Placed[]) => Promise<() => Promise<void>>
  refuse: (id: MutationId, reason: string) => Promise<void>
  hold: (id: MutationId, reason: string) => Promise<void>
  /** The school was restored from an older copy. */
  restore: () => Promise<void>
}

export async function satchel(
  role: Role,
  id: Id,
  name: string,
  grants: FeedName[],
  db: ProfileDb = new ProfileDb(`profile-satchel-${databases++}`),
): Promise<Satchel> {
  const clock = { at: Date.UTC(2021, 3, 6, 8) }
  let seq = 0
  let chance = 0
  let epoch = 'first'
  await db.meta.put({
    name: 'state',
    account: id,
    role,
    person: name,
    deviceId: `device-${id}`,
    n: 0,
    epoch,
    offset: 0,
    freshAt: null,
    busyUntil: null,
    signedOut: false,
    grants,
  })
  const answer = async (said: Partial<Brought>) => {
    await applyAnswer(db, { epoch, now: clock.at, outcomes: [], feeds: [], left: [], ...said }, clock.at)
  }
  const record: Satchel['record'] = (feed, kind, of, body) => ({
    feed,
    kind,
    id: of,
    seq: (seq += 1),
    at: clock.at,
    body: body && { ...body },
  })
  const taking: Satchel['taking'] = async (entry, ...added) => {
    const actor = await actorOf(db)
    const writes = (await db.outbox.get(entry))?.writes ?? []
    const records = writes.flatMap((write) =>
      actor && mayRead(actor, write.feed) ? [record(write.feed, write.kind, write.id, write.body)] : [],
    )
    return () => answer({ outcomes: [{ id: entry, received: clock.at, records: [...records, ...added] }] })
  }
  return {
    db,
    clock,
    record,
    deed: async (wish, attached = []) => {
      const random = new Uint8Array(16).fill((chance += 1))
      const done = await commit(db, { wish, attached, now: clock.at, random })
      if ('refused' in done) throw new Error(done.refused)
      return done.id
    },
    tell: (...records) =>
      answer({ feeds: records.map((one) => ({ feed: one.feed, upTo: one.seq, more: true, records: [one] })) }),
    taking,
    take: async (entry, ...added) => (await taking(entry, ...added))(),
    refuse: (entry, refused) => answer({ outcomes: [{ id: entry, refused }] }),
    hold: (entry, held) => answer({ outcomes: [{ id: entry, held }] }),
    restore: () => answer({ epoch: (epoch = `${epoch}-restored`) }),
  }
}

/** A photo that weighs nothing but its name. */
export function photo(name: string): FileRef {
  const sha256 = Array.from(new TextEncoder().encode(name.padEnd(32, '.').slice(0, 32)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  return { sha256, bytes: 3, type: 'image/jpeg', pieces: [sha256] }
}

/** An assignment of class `c1`, due on 8 April 2021 unless told otherwise. */
export function asked(title: string, more: Partial<Body<'assignment'>> = {}): Body<'assignment'> {
  return {
    title,
    subject: 'maths',
    instructions: '',
    dueAt: Date.UTC(2021, 3, 8, 8),
    minutes: 30,
    expects: ['text', 'photos'],
    by: 't1',
    teacher: 'Mme Lopez',
    ...more,
  }
}

export function group(name: string, teachers = [{ id: 't1', name: 'Mme Lopez' }]): Body<'classGroup'> {
  return { name, level: '6e', schoolName: 'Collège des Tilleuls', teachers }
}

export function receipt(submissionId: MutationId, assignmentId: Id, pupilId: Id, receivedAt: Moment): Body<'receipt'> {
  return {
    submissionId,
    assignmentId,
    pupilId,
    number: 'ABCD-1234',
    contentHash: '0'.repeat(64),
    receivedAt,
    keyId: 'k',
    signature: 's',
  }
}
