import { bodyOf, feeds } from '../../src/domain/records.ts'
import type { EnrolRequest } from '../../src/protocol/enrol.ts'
import type { Placed } from '../../src/protocol/outcome.ts'
import { cardHash } from '../storage/cards.ts'
import { deviceRecord, signOut } from '../storage/enrolled.ts'
import type { Account, Job, Session } from '../storage/storage.ts'
import { announce } from './announce.ts'
import type { SyncParts } from './parts.ts'

/** A card signs in this many devices at a time. */
const DEVICES_MAX = 3
/** How long a session lasts when nobody signs in again. */
export const SESSION_MS = 180 * 86_400_000

type Parts = Pick<SyncParts, 'storage' | 'heads' | 'feedFiles' | 'clock'>
type Refused = { problem: 'unknownCard' | 'voidedCard' | 'tooManyDevices' | 'notAllowed' }
/** `schoolName`: as people say it. */
type Known = { account: Account; schoolName: string }
/** `ended`: devices whose sessions are over. */
type Enrolled = Known & { session: Session; ended: string[]; placed: Placed[] }

/** A card signs a device in, in one transaction: the device, its session, and the record that shows it to its owner. Again on the same device renews. */
export async function enrol(parts: Parts, request: EnrolRequest, sessionHash: string): Promise<Known | Refused> {
  // A guess costs one look, and no place in the line of those who write.
  const hash = cardHash(request.token)
  if (!(await parts.storage.read((view) => view.card(hash)))) return { problem: 'unknownCard' }
  const done = await parts.storage.write((job) => enrolIn(job, request, sessionHash, parts.clock()))
  if ('problem' in done) return done
  for (const id of done.ended) parts.heads.sessionsOfDropped(id)
  parts.heads.sessionAdded(done.session)
  await announce(parts, done.placed)
  return { account: done.account, schoolName: done.schoolName }
}

async function enrolIn(job: Job, request: EnrolRequest, hash: string, now: number): Promise<Enrolled | Refused> {
  const { id, label, key } = request.device
  const card = await job.card(cardHash(request.token))
  if (!card) return { problem: 'unknownCard' }
  if (card.voidedAt !== null) return { problem: 'voidedCard' }
  const account = await job.account(card.account)
  if (!account) throw new Error(`a card of nobody: ${card.account}`)
  const known = await job.device(id)
  if (known && known.account !== account.id) return { problem: 'notAllowed' }
  const own = await job.devicesOf(account.id)
  // Somebody else's stays where it is.
  const former = own.find((device) => device.id === request.device.replaces && device.id !== id)
  const live = own.filter(
    (device) => device.card === card.hash && device.withdrawnAt === null && device.id !== id && device !== former,
  )
  if (live.length >= DEVICES_MAX) return { problem: 'tooManyDevices' }
  const device = {
    ...{ id, account: account.id, key, label, card: card.hash, enrolledAt: now },
    ...{ withdrawnAt: null, lostAt: null },
  }
  const session = {
    hash,
    profile: request.profile,
    account: account.id,
    device: id,
    createdAt: now,
    expiresAt: now + SESSION_MS,
  }
  await job.dropSessionsOf(id)
  await job.putDevice(device)
  await job.putSession(session)
  await job.note({ at: now, actor: account.id, what: 'enrol', about: id })
  const person = await job.record(feeds.account(account.id), 'person', account.id)
  const schoolName = bodyOf('person', person?.body)?.school.name ?? account.school
  const left = former ? await signOut(job, former.id, 'left', now) : []
  const placed = [...left, ...(await job.put([deviceRecord(device)], now))]
  return { account, schoolName, session, ended: former ? [id, former.id] : [id], placed }
}

/** Someone leaves a device: its session ends, and its place on the card is free again. */
export async function leave(parts: Parts, account: string, deviceId: string): Promise<void> {
  const now = parts.clock()
  const placed = await parts.storage.write(async (job) => {
    await job.note({ at: now, actor: account, what: 'signOut', about: deviceId })
    return signOut(job, deviceId, 'left', now)
  })
  parts.heads.sessionsOfDropped(deviceId)
  await announce(parts, placed)
}
