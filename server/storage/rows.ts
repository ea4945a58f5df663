import * as v from 'valibot'
import { FileRef, FileType } from '../../src/domain/files.ts'
import { Role } from '../../src/domain/people.ts'
import { FeedName, FeedRecord } from '../../src/domain/records.ts'
import { DeviceKey } from '../../src/protocol/enrol.ts'
import { Outcome } from '../../src/protocol/outcome.ts'
import type { Account, Awaited, Card, EnrolledDevice, FeedState, Session, StoredOutcome } from './storage.ts'
import type { Tables } from './tables.ts'

const Body = FeedRecord.entries.body
const Feeds = v.array(FeedName)
const FileRefs = v.array(FileRef)

export const accountOf = (row: Tables['accounts']): Account => ({ ...row, role: v.parse(Role, row.role) })

export const cardOf = (row: Tables['cards']): Card => ({
  hash: row.hash,
  account: row.account,
  createdAt: row.created_at,
  voidedAt: row.voided_at,
})

export const deviceOf = (row: Tables['devices']): EnrolledDevice => ({
  id: row.id,
  account: row.account,
  key: v.parse(DeviceKey, JSON.parse(row.key)),
  label: row.label,
  card: row.card,
  enrolledAt: row.enrolled_at,
  withdrawnAt: row.withdrawn_at,
  lostAt: row.lost_at,
})

export const sessionOf = (row: Tables['sessions']): Session => ({
  hash: row.hash,
  profile: row.profile,
  account: row.account,
  device: row.device,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})

export const feedOf = (row: Tables['feeds']): FeedState => ({ ...row })

export const recordOf = (row: Omit<Tables['records'], 'feed'>): FeedRecord => ({
  kind: row.kind,
  id: row.id,
  seq: row.seq,
  at: row.at,
  body: row.body === null ? null : v.parse(Body, JSON.parse(row.body)),
})

export const outcomeOf = (row: Tables['outcomes']): StoredOutcome => ({
  id: row.id,
  account: row.account,
  device: row.device,
  contentHash: row.content_hash,
  outcome: v.parse(Outcome, JSON.parse(row.outcome)),
  at: row.at,
})

export const awaitedOf = (row: Tables['awaited']): Awaited => ({
  submissionId: row.submission_id,
  account: row.account,
  files: v.parse(FileRefs, JSON.parse(row.files)),
  feeds: v.parse(Feeds, JSON.parse(row.feeds)),
  receivedAt: row.received_at ?? undefined,
})

export const typeOf = (row: Tables['files']): FileType => v.parse(FileType, row.type)
