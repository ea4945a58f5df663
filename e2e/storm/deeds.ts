import { commit, type Attached } from '../../src/db/commit.ts'
import { listHeld, lookUp } from '../../src/db/overlay.ts'
import type { ProfileDb } from '../../src/db/profile.ts'
import type { Answers } from '../../src/domain/answers.ts'
import { pairId, type Id } from '../../src/domain/ids.ts'
import type { Wish } from '../../src/domain/mutations.ts'
import type { Page } from '../../src/domain/pages.ts'
import type { PackFile } from '../../src/domain/packs.ts'
import { feeds } from '../../src/domain/records.ts'
import { cutFile } from '../../src/packs/cut.ts'
import { makeVersion } from '../../src/packs/manifest.ts'
import { digest } from '../../server/content/store-parts.ts'
import { weighted, type Chance } from './chance.ts'
import type { Device, Owner } from './device.ts'

export type Doing = { device: Device; owner: Owner; db: ProfileDb; chance: Chance }
export type Planned = { wish: Wish; attached: Attached[] }

export function doingOn(device: Device, owner: Owner, chance: Chance): Doing {
  return { device, owner, db: device.db(owner.profile), chance }
}

/** A person does something on a device, as its pages would. Says what; nothing to do is nothing done. */
export async function act(doing: Doing): Promise<string> {
  return doing.chance.happens(0.12) ? write(doing) : keep(doing, await plan(doing))
}

/** Keeps what someone does: from here on it is kept whatever happens. */
export async function keep({ device, owner, db, chance }: Doing, planned: Planned | undefined): Promise<string> {
  const { name } = owner.member
  if (!planned) return `${name} looks around on the ${device.name}`
  const done = await commit(db, { ...planned, now: device.now(), random: chance.bytes(16) })
  if ('id' in done) owner.confirmed.push(done.id)
  return `${name} does ${planned.wish.kind} on the ${device.name}: ${'id' in done ? done.id.slice(-6) : done.refused}`
}

/** Something is being written, and is not handed in. */
async function write({ device, owner, db, chance }: Doing): Promise<string> {
  const key = `draft${chance.below(3)}`
  const value = `half a sentence ${chance.below(1000)}`
  await db.drafts.put({ key, value, updatedAt: device.now() })
  owner.drafts.set(key, value)
  return `${owner.member.name} writes ${key} on the ${device.name}`
}

async function plan(doing: Doing): Promise<Planned | undefined> {
  const { role } = doing.owner.member
  if (doing.chance.happens(0.02)) return withdrawDevice(doing)
  if (role === 'pupil') return handIn(doing)
  if (role !== 'teacher') return undefined
  const planned = await weighted(doing.chance, [
    [5, setAssignment],
    [1, withdrawAssignment],
    [3, publishPack],
    [1, withdrawPack],
    [4, openSubmission],
    [5, returnSubmission],
  ] as const)(doing)
  // A teacher who finds nothing of that to do sets work.
  return planned ?? setAssignment(doing)
}

/** A photo or picture by its first bytes; from a few bytes to three pieces. */
async function picture(chance: Chance): Promise<{ ref: PackFile; bytes: Uint8Array<ArrayBuffer> }> {
  const bytes = chance.bytes(
    weighted(chance, [
      [6, 400],
      [2, 20_000],
      [1, 300_000],
    ] as const) + chance.below(100),
  )
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const ref = await cutFile(bytes, 'image/png', digest)
  return {
    ref: { ...ref, tier: chance.happens(0.5) ? 'essential' : 'full', name: `${ref.sha256.slice(0, 6)}.png` },
    bytes,
  }
}

export async function handIn({ db, chance, device }: Doing): Promise<Planned | undefined> {
  const asked = await listHeld(db, 'assignment')
  if (asked.length === 0) return undefined
  const { id: assignmentId, feed } = chance.pick(asked)
  const photos = await Promise.all(Array.from({ length: Math.max(0, chance.below(6) - 2) }, () => picture(chance)))
  return {
    wish: {
      kind: 'handIn',
      classId: feed.slice('class:'.length),
      assignmentId,
      text: chance.happens(0.8) ? `Ma copie ${chance.below(10_000)}` : '',
      photos: photos.map(({ ref: { sha256, bytes, type, pieces } }) => ({ sha256, bytes, type, pieces })),
      paper: chance.happens(0.1),
      ...(chance.happens(0.3) && { answers: answers(chance) }),
      finishedAt: device.now(),
    },
    attached: photos.map(({ ref: { sha256, bytes: length, type, pieces }, bytes }) => ({
      ref: { sha256, bytes: length, type, pieces },
      bytes: bytes.buffer,
    })),
  }
}

/** Answers to exercises of a version that nobody needs to have. */
function answers(chance: Chance): Answers {
  const text = chance.pick('0123456789abcdef'.split('')).repeat(64)
  const given = { kind: 'short', text: `mot ${chance.below(100)}` } as const
  return {
    packId: `k${chance.below(5)}`,
    texts: [{ sha256: text, bytes: 10, type: 'application/json', pieces: [text] }],
    answers: [
      { exercise: 'one', given, tries: chance.below(4), text: 0 },
      { exercise: 'two', given: { kind: 'choice', chosen: [chance.below(3)] }, tries: 1, looked: true, text: 0 },
    ],
  }
}

async function classIdOf({ db, chance }: Doing): Promise<Id | undefined> {
  const taught = await listHeld(db, 'classGroup')
  return taught.length === 0 ? undefined : chance.pick(taught).id
}

export async function setAssignment(doing: Doing): Promise<Planned | undefined> {
  const { chance, device } = doing
  const classId = await classIdOf(doing)
  if (classId === undefined) return undefined
  const asked = {
    title: `Exercice ${chance.below(1000)}`,
    subject: 'french' as const,
    instructions: 'Recopiez. '.repeat(
      weighted(chance, [
        [3, 3],
        [1, 900],
      ] as const),
    ),
    dueAt: device.now() + chance.below(1_000_000),
    minutes: 20,
    expects: ['text' as const],
  }
  return { wish: { kind: 'setAssignment', classId, assignmentId: `a${chance.below(5)}`, asked }, attached: [] }
}

async function withdrawAssignment({ db, chance }: Doing): Promise<Planned | undefined> {
  const asked = await listHeld(db, 'assignment')
  if (asked.length === 0) return undefined
  const { id: assignmentId, feed } = chance.pick(asked)
  return { wish: { kind: 'withdrawAssignment', classId: feed.slice('class:'.length), assignmentId }, attached: [] }
}

export async function publishPack(doing: Doing): Promise<Planned | undefined> {
  const { chance, db } = doing
  const classId = await classIdOf(doing)
  if (classId === undefined) return undefined
  const packId = `k${chance.below(3)}`
  const before = await lookUp(db, { feed: feeds.class(classId), kind: 'pack', id: packId })
  const pictures = await Promise.all(Array.from({ length: chance.below(4) }, () => picture(chance)))
  const pages = Array.from({ length: 1 + chance.below(3) }, (_, at): Page => ({
    id: `p${at}`,
    title: `Page ${at}`,
    blocks: [
      { node: 'paragraph', inline: [{ node: 'text', text: `Une leçon ${chance.below(1000)}` }] },
      ...pictures.map(({ ref }) => ({ node: 'picture' as const, file: ref.sha256, alt: 'Une figure' })),
    ],
  }))
  const facts = { title: `Leçons ${packId}`, subject: 'french' as const, level: '6e' as const }
  const version = await makeVersion({ ...facts, pages, files: pictures.map(({ ref }) => ref) }, digest)
  const parts = [version.manifest, version.text, ...pictures]
  return {
    wish: {
      kind: 'publishPack',
      classId,
      packId,
      version: (before?.version ?? 0) + 1,
      ...facts,
      manifest: version.manifest.ref,
      text: version.text.ref,
      ...version.facts,
    },
    attached: parts.map(({ ref: { sha256, bytes: length, type, pieces }, bytes }) => ({
      ref: { sha256, bytes: length, type, pieces },
      bytes: new Uint8Array(bytes).buffer,
    })),
  }
}

async function withdrawPack({ db, chance }: Doing): Promise<Planned | undefined> {
  const packs = (await listHeld(db, 'pack')).filter(({ feed }) => feed !== feeds.public)
  if (packs.length === 0) return undefined
  const { id: packId, feed } = chance.pick(packs)
  return { wish: { kind: 'withdrawPack', classId: feed.slice('class:'.length), packId }, attached: [] }
}

export async function openSubmission({ db, chance }: Doing): Promise<Planned | undefined> {
  const copies = await listHeld(db, 'submission')
  if (copies.length === 0) return undefined
  const { id: submissionId, body } = chance.pick(copies)
  return { wish: { kind: 'openSubmission', classId: body.classId, submissionId }, attached: [] }
}

export async function returnSubmission({ db, chance }: Doing): Promise<Planned | undefined> {
  const copies = await listHeld(db, 'submission')
  if (copies.length === 0) return undefined
  const { id: submissionId, body } = chance.pick(copies)
  const { classId, assignmentId, pupilId } = body
  const before = await lookUp(db, { feed: feeds.desk(classId), kind: 'feedback', id: pairId(assignmentId, pupilId) })
  const appreciation = { comment: `Bien ${chance.below(1000)}`, grade: chance.below(20) }
  return {
    wish: { kind: 'returnSubmission', classId, submissionId, base: before?.version ?? null, appreciation },
    attached: [],
  }
}

async function withdrawDevice({ db, chance, owner }: Doing): Promise<Planned | undefined> {
  const devices = await listHeld(db, 'device')
  const others = devices.filter(({ id, body }) => id !== owner.deviceId && !body.withdrawn)
  if (others.length === 0) return undefined
  return { wish: { kind: 'withdrawDevice', deviceId: chance.pick(others).id }, attached: [] }
}
