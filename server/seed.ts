import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { uuid7 } from '../src/domain/ids.ts'
import { cardsOf, type DemoCard } from './content/demo-cards.ts'
import { demonstrate } from './content/demonstrate.ts'
import { readDemonstration, type Demonstration } from './content/demonstration.ts'
import { enlist } from './content/enlist.ts'
import { makeRoster, type Roster } from './content/roster.ts'
import type { Files } from './files/files.ts'
import { realDisk, writeWhole } from './storage/disk.ts'
import { openSqlite } from './storage/sqlite.ts'
import type { Storage } from './storage/storage.ts'
import { acceptAll } from './sync/accept.ts'
import type { SyncParts } from './sync/parts.ts'

type Random = (bytes: number) => Uint8Array
type Enlisted = { roster: Roster; demonstration: Demonstration; cards: DemoCard[] }

/** What the storage remembers of the demonstration: `begun`, then `done`. */
const STATE = 'demonstration'
/** Who the demonstration's writes come from: nobody's device, so that none can push in its name. */
const DEVICE = 'demonstration'

/**
 * Enlists the demonstration school. Its cards are written before anyone is known: a stop in between leaves cards of nobody, never people whose
 * cards are lost.
 */
export async function enlistDemonstration(
  { storage, random, now }: { storage: Storage; random: Random; now: number },
  { data, url }: { data: string; url: string },
): Promise<Enlisted> {
  const demonstration = await readDemonstration(join(import.meta.dirname, 'content', 'demonstration'))
  const roster = makeRoster(demonstration.plan, random)
  const cards = cardsOf(roster, url)
  await writeWhole(realDisk, join(data, 'demo-cards.json'), [Buffer.from(JSON.stringify(cards, null, 2))])
  await storage.write(async (job) => {
    await job.setMeta(STATE, 'begun')
    await enlist(job, roster, now)
  })
  return { roster, demonstration, cards }
}

/** Teachers publish and pupils hand in, each by the same path as from their devices. The files of shared feeds are left to `repair`, once for all of it. */
export async function seedDemonstration(
  { random, ...given }: SyncParts & { files: Files; random: Random },
  { roster, demonstration }: Enlisted,
): Promise<void> {
  const parts = { ...given, feedFiles: { ...given.feedFiles, publish: () => Promise.resolve() } }
  let n = 0
  const act: Parameters<typeof demonstrate>[0]['act'] = async (account, wish) => {
    const actor = parts.heads.actor(account)
    if (!actor) throw new Error(`the demonstration names nobody: ${account}`)
    const at = parts.clock()
    const id = uuid7(at, random(16))
    const [outcome] = await acceptAll(parts, actor, DEVICE, [{ ...wish, id, n: ++n, at }])
    if (!outcome || !('received' in outcome))
      throw new Error(`the demonstration was not accepted: ${wish.kind} ${JSON.stringify(outcome)}`)
    return id
  }
  await demonstrate({ shelf: parts.files, act, now: parts.clock() }, roster, demonstration)
  await parts.storage.write((job) => job.setMeta(STATE, 'done'))
}

/**
 * A demonstration that was stopped half-way is begun anew in an empty storage. Nobody's work can be in it: the server listens only once it is done.
 */
export async function discardHalfMade(data: string, storage: Storage): Promise<Storage> {
  if ((await storage.read((view) => view.meta(STATE))) !== 'begun') return storage
  await storage.close()
  for (const ending of ['', '-wal', '-shm']) await rm(join(data, `school.sqlite${ending}`), { force: true })
  return openSqlite(data)
}
