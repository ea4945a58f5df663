import { afterEach, beforeEach, expect, test } from 'vitest'
import { feeds } from '../../src/domain/records.ts'
import { ofKind, openGround, type Ground } from '../ground.ts'
import { createFollowing } from '../sync/others.ts'
import { since } from '../sync/since.ts'
import { movePupil } from './membership.ts'
import { openSqlite } from './sqlite.ts'

/** A pupil moves while the server runs: by another process, as an operator or an import does it. */
let ground: Ground
let follow: () => Promise<void>
beforeEach(async () => {
  ground = await openGround()
  follow = createFollowing(ground.parts)
  await follow()
})
afterEach(() => ground.close())

async function move(who: 'lina' | 'sami', to: 'sixA' | 'sixB'): Promise<number> {
  const other = await openSqlite(ground.folder)
  const { id, name, role } = ground.people[who]
  const placed = await other.write((job) =>
    movePupil(job, { id, name, role, school: '0750001U' }, ground.people[to].id, ground.parts.clock()),
  )
  await other.close()
  await follow()
  return placed.length
}

async function work(classId: string) {
  const asked = {
    title: 'Lire',
    subject: 'french' as const,
    instructions: '',
    dueAt: 1,
    minutes: 9,
    expects: ['text' as const],
  }
  const teacher = classId === ground.people.sixA.id ? ground.people.anne : ground.people.karim
  await ground.push(teacher, ground.hand({ kind: 'setAssignment', classId, assignmentId: 'work', asked }))
}
const copy = (classId: string) =>
  ground.hand({ kind: 'handIn', classId, assignmentId: 'work', text: 'Voilà', photos: [], paper: false, finishedAt: 1 })

/** What a device hears that has read all its feeds up to their ends. */
async function heard(who: 'lina' | 'claire' | 'anne', before: ReadonlyMap<string, number>) {
  const actor = ground.actor(ground.people[who])
  const { left, moved } = await since(ground.parts, actor, Object.fromEntries(before))
  return { left, moved: moved.map(({ feed }) => feed) }
}
const heads = (who: 'lina' | 'claire' | 'anne') =>
  new Map([...ground.actor(ground.people[who]).feeds].map((feed) => [feed, ground.parts.heads.head(feed)]))

test('a pupil who moves reads the new class and no more the old one, and so do those who follow them', async () => {
  const { lina, claire, sixA, sixB } = ground.people
  const [hers, theirs] = [heads('lina'), heads('claire')]
  expect(await move('lina', 'sixB')).toBeGreaterThan(0)
  const changed = { left: [feeds.class(sixA.id)], moved: [feeds.class(sixB.id)] }
  expect(await heard('lina', hers)).toEqual(changed)
  expect(await heard('claire', theirs)).toEqual(changed)
  for (const { id } of [lina, claire]) {
    const access = ofKind(await ground.records(feeds.account(id)), 'access')
    expect(access.find((one) => one.id === feeds.class(sixA.id))?.body).toBeNull()
    expect(access.find((one) => one.id === feeds.class(sixB.id))?.body).toEqual({ cap: sixB.cap })
  }
  expect(ofKind(await ground.records(feeds.account(claire.id)), 'child')[0]?.body).toMatchObject({ classId: sixB.id })
  const onDesk = async (id: string) =>
    ofKind(await ground.records(feeds.desk(id)), 'pupil').find((one) => one.id === lina.id)?.body
  expect(await onDesk(sixA.id)).toBeNull()
  expect(await onDesk(sixB.id)).toEqual({ name: 'Lina Roux' })
})

test('what was handed in stays, a copy for the old class is refused, one for the new class is taken', async () => {
  const { lina, anne, sixA, sixB } = ground.people
  for (const { id } of [sixA, sixB]) await work(id)
  const early = copy(sixA.id)
  await ground.push(lina, early)
  await move('lina', 'sixB')
  const [late, fresh] = await ground.push(lina, copy(sixA.id), copy(sixB.id))
  expect(late).toMatchObject({ refused: 'notMember' })
  expect(fresh).toHaveProperty('received')
  for (const feed of [feeds.pupil(lina.id), feeds.desk(sixA.id)])
    expect(ofKind(await ground.records(feed), 'submission').map(({ id }) => id)).toContain(early.id)
  const opened = ground.hand({ kind: 'openSubmission', classId: sixA.id, submissionId: early.id })
  expect((await ground.push(anne, opened))[0]).toHaveProperty('received')
})

test('guardians go on reading a class in which another of their children stays', async () => {
  const { claire, sixA, sixB, noe } = ground.people
  await ground.parts.storage.write(async (job) => {
    await job.grant(claire.id, feeds.family(noe.id))
    const body = { name: noe.name, classId: sixA.id, colour: 1 }
    await job.put([{ feed: feeds.account(claire.id), kind: 'child', id: noe.id, body }], 1)
  })
  await move('lina', 'sixB')
  const { feeds: readable } = ground.actor(claire)
  expect([...readable]).toEqual(expect.arrayContaining([feeds.class(sixA.id), feeds.class(sixB.id)]))
})

test('there and back again is as before; to where one is, nothing; to nowhere, an error', async () => {
  const { sixB, lina } = ground.people
  const before = [...ground.actor(lina).feeds].sort()
  expect(await move('lina', 'sixA')).toBe(0)
  await move('lina', 'sixB')
  await move('lina', 'sixA')
  expect([...ground.actor(lina).feeds].sort()).toEqual(before)
  expect([...ground.actor(lina).feeds]).not.toContain(feeds.class(sixB.id))
  const nowhere = ground.parts.storage.write((job) =>
    movePupil(job, { id: lina.id, name: lina.name, role: 'pupil', school: '0750001U' }, 'nowhere', 1),
  )
  await expect(nowhere).rejects.toThrow('there is no class')
})
