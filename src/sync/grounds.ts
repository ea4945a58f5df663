import type { Entry, ProfileDb } from '../db/profile.ts'
import type { Id } from '../domain/ids.ts'
import { bodyOf, feeds, type Body, type Key, type Kind } from '../domain/records.ts'

/**
 * Whether a school that was put back to an older copy has again what an entry is about: people come back in any order, and a copy that is given back
 * before its assignment would be refused. By the school's word alone, told since.
 */
export async function hasGround(db: ProfileDb, account: Id, { mutation: m }: Entry): Promise<boolean> {
  switch (m.kind) {
    case 'handIn': {
      const assignment = { feed: feeds.class(m.classId), kind: 'assignment', id: m.assignmentId } as const
      // The copy itself may be there, when the older copy of the school is younger than it.
      const copy = { feed: feeds.pupil(account), kind: 'submission', id: m.id } as const
      return (await told(db, assignment)) !== undefined || (await told(db, copy)) !== undefined
    }
    case 'packDelivered':
      return (await told(db, { feed: feeds.class(m.classId), kind: 'pack', id: m.packId })) !== undefined
    case 'publishPack': {
      const before = await told(db, { feed: feeds.class(m.classId), kind: 'pack', id: m.packId })
      return (before?.version ?? 0) >= m.version - 1
    }
    case 'openSubmission':
    case 'returnSubmission':
      return (await told(db, { feed: feeds.desk(m.classId), kind: 'submission', id: m.submissionId })) !== undefined
    case 'withdrawPack':
    case 'setAssignment':
    case 'withdrawAssignment':
    case 'withdrawDevice':
      return true
  }
}

async function told<K extends Kind>(db: ProfileDb, key: Key<K>): Promise<Body<K> | undefined> {
  const record = await db.records.get([key.feed, key.kind, key.id])
  return record && record.seq > 0 ? bodyOf<K>(key.kind, record.body) : undefined
}
