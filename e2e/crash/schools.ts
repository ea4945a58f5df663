import { createHash } from 'node:crypto'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileAddress } from '../../src/domain/files.ts'
import { bodyOf, feeds } from '../../src/domain/records.ts'
import { makeVersion } from '../../src/packs/manifest.ts'
import { digest } from '../../server/content/store-parts.ts'
import { Reader, readHead } from '../../server/feeds/reader.ts'
import { picture } from '../../server/ground.ts'
import { callerOf, classOf, saidIn, type Caller } from '../caller.ts'
import { startSchool, type School } from '../school.ts'
import { Ledger, photosOf, pulled } from './ledger.ts'

/** What became of a school that was killed again and again. `lost` and `doubled` say each thing that should not be, a line each. */
export type Crashed = {
  kills: number
  asked: number
  receipts: number
  packs: number
  lost: string[]
  doubled: string[]
}

const WORK = 'crash'
const OLDER = 'older-head.json'
/** How long the school lives under load before it is killed, in milliseconds. */
const LIFE = { least: 100, more: 400 }

type Scene = { school: School; ledger: Ledger; teacher: Caller; pupils: Caller[]; classId: string; folder: string }

/** Hand-ins, photos and publishing as fast as the school answers, and SIGKILL in the middle: G2 and G3 (guarantees.md) with the real process. */
export async function killSchools(kills: number): Promise<Crashed> {
  const school = await startSchool()
  const found: Crashed = { kills, asked: 0, receipts: 0, packs: 0, lost: [], doubled: [] }
  try {
    const scene = await openScene(school)
    const { ledger, pupils, teacher } = scene
    const opening = (await pulled(teacher, feeds.desk(scene.classId))).head
    for (let kill = 0; kill < kills; kill++) {
      const atWork = Promise.allSettled([...pupils.map((pupil) => handInMany(scene, pupil)), publishMany(scene)])
      await new Promise((resolve) => setTimeout(resolve, LIFE.least + Math.random() * LIFE.more))
      await school.kill()
      await atWork
      // As when the power went before the disk had the last heads: they are behind the database.
      if (kill % 2 === 0) await copyFile(join(school.data, OLDER), join(scene.folder, 'head.json'))
      await school.start()
      await compare(scene, found)
    }
    // Whoever had no answer asks again, photos and all.
    for (const [id, { as, mutation }] of ledger.asked) {
      if (!ledger.answered.has(id)) await ledger.ask(as, mutation)
      for (const photo of photosOf(mutation)) await ledger.bring(as, photo)
    }
    for (const pupil of pupils) await ledger.look(pupil)
    await compare(scene, found)
    await addUp(scene, found, opening)
    return { ...found, asked: ledger.asked.size, receipts: ledger.receipts.size }
  } finally {
    await school.remove()
  }
}

async function openScene(school: School): Promise<Scene> {
  const ledger = new Ledger()
  const teacher = await callerOf(school, 'Mme Lopez')
  const names = school.cards.filter(({ role, className }) => role === 'pupil' && className === '6e A')
  const pupils = await Promise.all(names.map(({ name }) => callerOf(school, name)))
  const classId = pupils[0] ? classOf(pupils[0]) : ''
  const own = await pulled(teacher, feeds.account(teacher.account))
  const access = own.records.find(({ kind, id }) => kind === 'access' && id === feeds.class(classId))
  const folder = join(school.data, 'feeds', bodyOf('access', access?.body)?.cap ?? '')
  const asked = { title: 'Écrire', subject: 'french' as const, instructions: '', dueAt: 1, minutes: 9 }
  const expects: ('text' | 'photos')[] = ['text', 'photos']
  await ledger.do(teacher, { kind: 'setAssignment', classId, assignmentId: WORK, asked: { ...asked, expects } })
  await copyFile(join(folder, 'head.json'), join(school.data, OLDER))
  return { school, ledger, teacher, pupils, classId, folder }
}

let works = 0

/** A pupil hands in, text first and the photo after, as fast as the school answers; stops when it does not. */
async function handInMany({ ledger, classId }: Scene, as: Caller): Promise<void> {
  for (;;) {
    works += 1
    const photos = works % 3 === 0 ? [await ledger.file(picture(3_000, works), 'image/png')] : []
    const copy = { assignmentId: WORK, text: `Copie ${works}`, photos, paper: false, finishedAt: Date.now() }
    await ledger.do(as, { kind: 'handIn', classId, ...copy })
    for (const photo of photos) await ledger.bring(as, photo)
    await ledger.look(as)
  }
}

async function publishMany({ ledger, classId, teacher }: Scene): Promise<void> {
  for (;;) {
    works += 1
    const facts = { title: `Pochette ${works}`, subject: 'history' as const, level: '6e' as const }
    const words = { node: 'paragraph' as const, inline: [{ node: 'text' as const, text: `Page ${works}` }] }
    const pages = [{ id: 'page', title: 'Page', blocks: [words] }]
    const made = await makeVersion({ ...facts, pages, files: [] }, digest)
    for (const { bytes, ref } of [made.manifest, made.text])
      await ledger.bring(teacher, await ledger.file(bytes, ref.type))
    const files = { manifest: made.manifest.ref, text: made.text.ref, ...made.facts }
    await ledger.do(teacher, { kind: 'publishPack', classId, packId: `k${works}`, version: 1, ...facts, ...files })
  }
}

/** Holds what the school has against what devices were told. */
async function compare({ school, ledger, teacher, pupils, classId, folder }: Scene, found: Crashed): Promise<void> {
  for (const as of [teacher, ...pupils]) {
    const told = [...ledger.asked].filter(([id, one]) => one.as === as && ledger.answered.has(id)).slice(-100)
    if (told.length === 0) continue
    const { outcomes } = saidIn(await as.turn('push', { mutations: told.map(([, { mutation }]) => mutation) }))
    for (const [at, [id]] of told.entries())
      if (JSON.stringify(outcomes[at]) !== JSON.stringify(ledger.answered.get(id)))
        found.lost.push(`${id} was answered otherwise before`)
  }
  const desk = new Map(
    (await pulled(teacher, feeds.desk(classId))).records.map((one) => [`${one.kind} ${one.id}`, one]),
  )
  for (const id of ledger.idsOf('handIn'))
    if (ledger.answered.has(id) && !desk.has(`submission ${id}`))
      found.lost.push(`copy ${id} was received and is not there`)
  for (const [id, { body }] of ledger.receipts)
    if (JSON.stringify(desk.get(`receipt ${id}`)?.body) !== body)
      found.lost.push(`receipt ${id} was seen and is not there`)
  await compareShared({ school, ledger, teacher, classId, folder }, found)
}

/** The files of the class say what the database says, and each pack they name is whole. */
async function compareShared(
  { school, ledger, teacher, classId, folder }: Omit<Scene, 'pupils'>,
  found: Crashed,
): Promise<void> {
  const head = await readHead(folder)
  const told = saidIn(await teacher.turn('poll', { cursors: {} })).moved.find(
    ({ feed }) => feed === feeds.class(classId),
  )
  if (told?.head !== head.head)
    found.lost.push(`the head of the class is ${head.head} on disk and ${told?.head ?? 'none'} in memory`)
  const reader = new Reader(folder)
  await reader.follow()
  const packs = [...reader.alive().values()].filter(({ kind }) => kind === 'pack')
  const there = new Set(packs.map(({ id }) => id))
  for (const id of ledger.idsOf('publishPack')) {
    const packId = ledger.asked.get(id)?.mutation['packId']
    if (ledger.answered.has(id) && !(typeof packId === 'string' && there.has(packId)))
      found.lost.push(`pack ${String(packId)} was received and is not there`)
  }
  found.packs = packs.length
  for (const { id, body } of packs) {
    const pack = bodyOf('pack', body)
    for (const ref of pack ? [pack.manifest, pack.text] : []) {
      const bytes = new Uint8Array(await (await fetch(school.url + fileAddress(ref))).arrayBuffer())
      if (createHash('sha256').update(bytes).digest('hex') !== ref.sha256) found.lost.push(`pack ${id} is not whole`)
    }
  }
}

/** Every copy is there once, with one receipt, and the desk changed as often as that makes. */
async function addUp({ ledger, teacher, classId }: Scene, found: Crashed, opening: number): Promise<void> {
  const { head, records } = await pulled(teacher, feeds.desk(classId))
  const made = new Set(ledger.idsOf('handIn'))
  const ours = records.filter(({ seq }) => seq > opening)
  for (const { kind, id } of ours) if (!made.has(id)) found.doubled.push(`${kind} ${id} is nobody's`)
  for (const kind of ['submission', 'receipt'])
    for (const id of made)
      if (!ours.some((one) => one.kind === kind && one.id === id)) found.lost.push(`${kind} ${id} never came`)
  const changes = head - opening
  if (changes > made.size * 2) found.doubled.push(`${made.size} copies made ${changes} changes on the desk`)
}
