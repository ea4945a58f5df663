import { mayDo, mayRead, type Actor } from './access.ts'
import { wellCut } from './files.ts'
import { pairId } from './ids.ts'
import { filesOf, type Mutation, type MutationOf } from './mutations.ts'
import { feeds, type Body, type Key, type Kind, type Write } from './records.ts'

/** Why something is not done. The words for people are in the locales, `refusal.<name>`. */
export const REFUSALS = [
  'notAllowed',
  'notMember',
  'unknownAssignment',
  'unknownSubmission',
  'unknownDevice',
  'alreadyReturned',
  'emptyCopy',
  'emptyFeedback',
  'gradeAboveScale',
  'conflict',
  'badFile',
  'malformed',
  'foreignDevice',
  'withdrawnDevice',
  'reusedId',
  'badPack',
] as const
export type Refusal = (typeof REFUSALS)[number]
export type Refused = { refused: Refusal }

/** What was found for the keys that `needs` named; undefined where there is nothing. */
export type Found = <K extends Kind>(key: Key<K>) => Body<K> | undefined

const assignmentKey = (m: { classId: string; assignmentId: string }): Key<'assignment'> => ({
  feed: feeds.class(m.classId),
  kind: 'assignment',
  id: m.assignmentId,
})
const packKey = (m: { classId: string; packId: string }): Key<'pack'> => ({
  feed: feeds.class(m.classId),
  kind: 'pack',
  id: m.packId,
})
const copyKey = (m: { classId: string; submissionId: string }): Key<'submission'> => ({
  feed: feeds.desk(m.classId),
  kind: 'submission',
  id: m.submissionId,
})

/**
 * The records that `decide` must see, in two steps where the second depends on the first: call again with what was found until no new key
 * comes. Names only records that the actor can read, so that device and server decide alike.
 */
export function needs(actor: Actor, mutation: Mutation, found: Found = () => undefined): Key[] {
  switch (mutation.kind) {
    case 'handIn':
      return [
        assignmentKey(mutation),
        { feed: feeds.pupil(actor.id), kind: 'feedback', id: pairId(mutation.assignmentId, actor.id) },
      ]
    case 'packDelivered':
    case 'publishPack':
    case 'withdrawPack':
      return [packKey(mutation)]
    case 'setAssignment':
    case 'withdrawAssignment':
      return [assignmentKey(mutation)]
    case 'openSubmission':
      return [copyKey(mutation), { feed: feeds.desk(mutation.classId), kind: 'seen', id: mutation.submissionId }]
    case 'returnSubmission': {
      const copy = found(copyKey(mutation))
      return copy ? [copyKey(mutation), feedbackKey(mutation.classId, copy)] : [copyKey(mutation)]
    }
    case 'withdrawDevice':
      return [{ feed: feeds.account(actor.id), kind: 'device', id: mutation.deviceId }]
  }
}

/** Decides one mutation: the writes it makes, or why not. Pure; the same on the device and on the server. No refusal depends on a clock. */
export function decide(actor: Actor, mutation: Mutation, found: Found): Write[] | Refused {
  if (!mayDo(actor, mutation.kind)) return { refused: 'notAllowed' }
  if (!filesOf(mutation).files.every(wellCut)) return { refused: 'badFile' }
  switch (mutation.kind) {
    case 'handIn':
      return handIn(actor, mutation, found)
    case 'packDelivered':
      return packDelivered(actor, mutation, found)
    case 'publishPack':
      return publishPack(actor, mutation, found)
    case 'withdrawPack':
      return withdraw(actor, packKey(mutation), found)
    case 'setAssignment':
      return setAssignment(actor, mutation)
    case 'withdrawAssignment':
      return withdraw(actor, assignmentKey(mutation), found)
    case 'openSubmission':
      return openSubmission(actor, mutation, found)
    case 'returnSubmission':
      return returnSubmission(actor, mutation, found)
    case 'withdrawDevice':
      return withdrawDevice(actor, mutation, found)
  }
}

function handIn(actor: Actor, m: MutationOf<'handIn'>, found: Found): Write[] | Refused {
  if (!mayRead(actor, feeds.class(m.classId))) return { refused: 'notMember' }
  if (!found(assignmentKey(m))) return { refused: 'unknownAssignment' }
  if (found({ feed: feeds.pupil(actor.id), kind: 'feedback', id: pairId(m.assignmentId, actor.id) }))
    return { refused: 'alreadyReturned' }
  if (m.text.trim() === '' && m.photos.length === 0 && !m.paper && !m.answers) return { refused: 'emptyCopy' }
  const body = {
    assignmentId: m.assignmentId,
    pupilId: actor.id,
    classId: m.classId,
    text: m.text,
    photos: m.photos,
    paper: m.paper,
    ...(m.answers && { answers: m.answers }),
    finishedAt: m.finishedAt,
  }
  return [feeds.pupil(actor.id), feeds.desk(m.classId)].map((feed) => ({ feed, kind: 'submission', id: m.id, body }))
}

function packDelivered(actor: Actor, m: MutationOf<'packDelivered'>, found: Found): Write[] | Refused {
  if (!mayRead(actor, feeds.class(m.classId))) return { refused: 'notMember' }
  // A withdrawn pack has nobody left to tell.
  if (!found(packKey(m))) return []
  const body = { packId: m.packId, pupilId: actor.id, version: m.version, tier: m.tier }
  return [{ feed: feeds.desk(m.classId), kind: 'delivery', id: pairId(m.packId, actor.id), body }]
}

function publishPack(actor: Actor, m: MutationOf<'publishPack'>, found: Found): Write[] | Refused {
  if (!teaches(actor, m.classId)) return { refused: 'notMember' }
  if (m.version !== (found(packKey(m))?.version ?? 0) + 1) return { refused: 'conflict' }
  const { title, subject, level, version, manifest, text, pages, essentialBytes, fullBytes } = m
  const body = {
    title,
    subject,
    level,
    version,
    manifest,
    text,
    pages,
    essentialBytes,
    fullBytes,
    by: actor.id,
    teacher: actor.name,
  }
  return [{ ...packKey(m), body }]
}

function setAssignment(actor: Actor, m: MutationOf<'setAssignment'>): Write[] | Refused {
  if (!teaches(actor, m.classId)) return { refused: 'notMember' }
  return [{ ...assignmentKey(m), body: { ...m.asked, by: actor.id, teacher: actor.name } }]
}

function withdraw(actor: Actor, key: Key<'pack' | 'assignment'>, found: Found): Write[] | Refused {
  if (!actor.feeds.has(key.feed.replace('class:', 'desk:'))) return { refused: 'notMember' }
  return found(key) ? [{ ...key, body: null }] : []
}

function openSubmission(actor: Actor, m: MutationOf<'openSubmission'>, found: Found): Write[] | Refused {
  if (!teaches(actor, m.classId)) return { refused: 'notMember' }
  const copy = found(copyKey(m))
  if (!copy) return { refused: 'unknownSubmission' }
  if (found({ feed: feeds.desk(m.classId), kind: 'seen', id: m.submissionId })) return []
  const body = {
    submissionId: m.submissionId,
    assignmentId: copy.assignmentId,
    pupilId: copy.pupilId,
    by: actor.id,
    teacher: actor.name,
  }
  return [feeds.desk(m.classId), feeds.pupil(copy.pupilId)].map((feed) => ({
    feed,
    kind: 'seen',
    id: m.submissionId,
    body,
  }))
}

function returnSubmission(actor: Actor, m: MutationOf<'returnSubmission'>, found: Found): Write[] | Refused {
  if (!teaches(actor, m.classId)) return { refused: 'notMember' }
  const copy = found(copyKey(m))
  if (!copy) return { refused: 'unknownSubmission' }
  const { comment, grade, scale } = m.appreciation
  if (comment.trim() === '' && grade === undefined) return { refused: 'emptyFeedback' }
  if (grade !== undefined && grade > (scale ?? 20)) return { refused: 'gradeAboveScale' }
  const key = feedbackKey(m.classId, copy)
  if ((found(key)?.version ?? null) !== m.base) return { refused: 'conflict' }
  const { assignmentId, pupilId } = copy
  const body = {
    ...m.appreciation,
    assignmentId,
    pupilId,
    submissionId: m.submissionId,
    version: m.id,
    by: actor.id,
    teacher: actor.name,
  }
  return [feeds.desk(m.classId), feeds.pupil(pupilId)].map((feed) => ({ feed, kind: 'feedback', id: key.id, body }))
}

function withdrawDevice(actor: Actor, m: MutationOf<'withdrawDevice'>, found: Found): Write[] | Refused {
  const key: Key<'device'> = { feed: feeds.account(actor.id), kind: 'device', id: m.deviceId }
  const device = found(key)
  if (!device) return { refused: 'unknownDevice' }
  return device.withdrawn ? [] : [{ ...key, body: { ...device, withdrawn: true } }]
}

function teaches(actor: Actor, classId: string): boolean {
  return actor.feeds.has(feeds.desk(classId))
}

function feedbackKey(classId: string, copy: Body<'submission'>): Key<'feedback'> {
  return { feed: feeds.desk(classId), kind: 'feedback', id: pairId(copy.assignmentId, copy.pupilId) }
}
