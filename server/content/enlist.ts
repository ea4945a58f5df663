import { feeds, type FeedName, type Write } from '../../src/domain/records.ts'
import type { Job } from '../storage/storage.ts'
import { classesOf, membersOf, type Member, type Roster, type RosterClass } from './roster.ts'

/** Writes a whole school in one job: accounts, cards, feeds, who reads what, and the records that tell each device so. */
export async function enlist(job: Job, roster: Roster, now: number): Promise<void> {
  for (const { id, cap } of roster.classes) {
    await job.openFeed(feeds.class(id), cap)
    await job.openFeed(feeds.desk(id), null)
  }
  for (const { pupils } of roster.classes) {
    for (const { id } of pupils) {
      await job.openFeed(feeds.pupil(id), null)
      await job.openFeed(feeds.family(id), null)
    }
  }
  for (const member of membersOf(roster)) await enlistMember(job, roster, member, now)
  await job.put(
    roster.classes.flatMap((group) => writesOfClass(roster, group)),
    now,
  )
}

async function enlistMember(job: Job, roster: Roster, member: Member, now: number): Promise<void> {
  const { id, role, name, card } = member
  await job.addAccount({ id, role, name, school: roster.school.uai })
  await job.addCard({ hash: card.hash, account: id, createdAt: now, voidedAt: null })
  const own = feeds.account(id)
  await job.openFeed(own, null)
  const readable = readableBy(roster, member)
  for (const { feed } of [{ feed: own }, ...readable]) await job.grant(id, feed)
  await job.put(
    [
      { feed: own, kind: 'person', id, body: { role, name, school: roster.school } },
      ...readable.map(({ feed, cap }): Write => ({ feed: own, kind: 'access', id: feed, body: cap ? { cap } : {} })),
      ...childrenOf(roster, member),
    ],
    now,
  )
}

type Readable = { feed: FeedName; cap?: string }

/** What a person reads besides their own account: a pupil their copies and class, a guardian those of each child, a teacher classes and desks. */
function readableBy(roster: Roster, member: Member): Readable[] {
  const ofClass = ({ id, cap }: RosterClass): Readable => ({ feed: feeds.class(id), cap })
  const own = classesOf(roster, member)
  switch (member.role) {
    case 'pupil':
      return [{ feed: feeds.pupil(member.id) }, ...own.map(ofClass)]
    case 'teacher':
      return own.flatMap((group) => [ofClass(group), { feed: feeds.desk(group.id) }])
    case 'guardian': {
      const children = roster.guardians.find(({ id }) => id === member.id)?.children ?? []
      const groups = roster.classes.filter(({ id }) => children.some(({ classId }) => classId === id))
      const feedsOfChild = children.flatMap(({ pupil }) => [
        { feed: feeds.pupil(pupil.id) },
        { feed: feeds.family(pupil.id) },
      ])
      return [...feedsOfChild, ...groups.map(ofClass)]
    }
    case 'staff':
      return []
  }
}

function childrenOf(roster: Roster, member: Member): Write[] {
  const children = roster.guardians.find(({ id }) => id === member.id)?.children ?? []
  return children.map(({ pupil, classId }, place) => ({
    feed: feeds.account(member.id),
    kind: 'child',
    id: pupil.id,
    body: { name: pupil.name, classId, colour: place % 8 },
  }))
}

function writesOfClass({ school }: Roster, { id, name, level, teachers, pupils }: RosterClass): Write[] {
  const known = teachers.map((teacher) => ({ id: teacher.id, name: teacher.name }))
  return [
    { feed: feeds.class(id), kind: 'classGroup', id, body: { name, level, schoolName: school.name, teachers: known } },
    ...pupils.map((pupil): Write => ({
      feed: feeds.desk(id),
      kind: 'pupil',
      id: pupil.id,
      body: { name: pupil.name },
    })),
  ]
}
