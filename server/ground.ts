import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Actor } from '../src/domain/access.ts'
import { PIECE_BYTES, type FileRef, type FileType } from '../src/domain/files.ts'
import { uuid7 } from '../src/domain/ids.ts'
import type { Envelope, MutationOf, Wish } from '../src/domain/mutations.ts'
import { feeds, type FeedName, type FeedRecord, type Kind } from '../src/domain/records.ts'
import { cutFile } from '../src/packs/cut.ts'
import { Head, PUBLIC_CAP } from '../src/protocol/head.ts'
import type { Keys } from '../src/protocol/keys.ts'
import type { Outcome } from '../src/protocol/outcome.ts'
import { enlist } from './content/enlist.ts'
import { makeRoster, type Member, type Roster } from './content/roster.ts'
import { digest } from './content/store-parts.ts'
import { createFeedFiles } from './feeds/feedFiles.ts'
import { createFiles } from './files/files.ts'
import { shareNamed } from './handbook.ts'
import { realDisk } from './storage/disk.ts'
import { openSqlite } from './storage/sqlite.ts'
import type { Storage } from './storage/storage.ts'
import { acceptAll } from './sync/accept.ts'
import { arrived } from './sync/arrivals.ts'
import { createHeads } from './sync/heads.ts'
import type { SyncParts } from './sync/parts.ts'
import { openSchoolKeys } from './sync/schoolKeys.ts'

/** Two classes of a small school, and who is in them. */
const PLAN = {
  uai: '0750001U',
  name: 'Collège des Tilleuls',
  teachers: ['Anne Morel', 'Karim Benali'],
  classes: [
    { name: '6e A', level: '6e' as const, teachers: ['Anne Morel'], pupils: ['Lina Roux', 'Noé Petit'] },
    { name: '6e B', level: '6e' as const, teachers: ['Karim Benali'], pupils: ['Sami Haddad'] },
  ],
  guardians: [{ name: 'Claire Roux', children: ['Lina Roux'] }],
  staff: ['Odile Garnier'],
  copies: [],
}
const LIMITS = { unclaimedBytes: 64 * PIECE_BYTES, unclaimedMs: 7 * 86_400_000 }
const NOON = 1_790_000_000_000

/** A school on a folder of its own, for tests: real database, real files, a clock moved by hand. */
export type Ground = Awaited<ReturnType<typeof openGround>>

export async function openGround(wrap: (storage: Storage) => Storage = (storage) => storage, disk = realDisk) {
  const folder = await mkdtemp(join(tmpdir(), 'cartable-sync-'))
  const real = await openSqlite(folder)
  const storage = wrap(real)
  const random = countedBytes()
  const roster = makeRoster(PLAN, random)
  await real.write(async (job) => {
    await job.openFeed(feeds.public, PUBLIC_CAP)
    await enlist(job, roster, NOON)
  })
  const files = createFiles({ folder, limits: LIMITS, disk })
  let now = NOON
  let refusing = false
  const feedFiles = createFeedFiles({
    folder: join(folder, 'feeds'),
    storage,
    epoch: 'one',
    disk,
    ready: (records) => (refusing ? Promise.reject(new Error('the feeds have no room')) : shareNamed(files, records)),
  })
  const parts: SyncParts = {
    storage,
    heads: await createHeads(real),
    files,
    feedFiles,
    keys: await openSchoolKeys(real),
    epoch: 'one',
    clock: () => now,
  }
  await feedFiles.repair()
  let count = 0

  const actor = ({ id }: Pick<Member, 'id'>): Actor => {
    return parts.heads.actor(id) ?? raise(`nobody is called ${id}`)
  }
  return {
    folder,
    parts,
    files,
    actor,
    random,
    people: peopleOf(roster),
    /** Makes a mutation of a wish, as a device does. */
    hand<W extends Wish>(wish: W): W & Pick<MutationOf<W['kind']>, 'id' | 'n' | 'at'> {
      count += 1
      return { ...wish, id: uuid7(now, random(16)), n: count, at: now }
    },
    push: (who: Pick<Member, 'id'>, ...mutations: Envelope[]): Promise<Outcome[]> =>
      acceptAll(parts, actor(who), `${who.id}-phone`, mutations),
    /** Brings one file piece by piece, as the route for pieces does; all of it, or all but the pieces left behind. */
    async bring(account: string, bytes: Uint8Array, type: FileType, behind = 0): Promise<FileRef> {
      const ref = await cutFile(bytes, type, digest)
      for (const [at, piece] of ref.pieces.slice(0, ref.pieces.length - behind).entries()) {
        await files.putPiece(account, piece, bytes.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES))
        await arrived(parts, account, piece)
      }
      return ref
    },
    /** Signs a device in, as a card does. */
    async enrolled(who: Member, id: string): Promise<void> {
      const session = {
        hash: `session-${id}`,
        profile: 'p',
        account: who.id,
        device: id,
        createdAt: now,
        expiresAt: now,
      }
      const device = {
        id,
        account: who.id,
        label: id,
        card: who.card.hash,
        enrolledAt: now,
        withdrawnAt: null,
        lostAt: null,
      }
      const body = { label: id, enrolledAt: now, withdrawn: false }
      await real.write(async (job) => {
        await job.putDevice({ ...device, key: parts.keys.published.keys[0]?.key ?? raise('the school has no key') })
        await job.putSession(session)
        await job.put([{ feed: feeds.account(who.id), kind: 'device', id, body }], now)
      })
      parts.heads.sessionAdded(session)
    },
    records: (feed: FeedName): Promise<FeedRecord[]> => real.read((view) => view.recordsAfter(feed, 0, 10_000)),
    /** What a reader of a shared feed finds. */
    head: async (cap: string): Promise<Head> =>
      v.parse(Head, JSON.parse(await readFile(join(folder, 'feeds', cap, 'head.json'), 'utf8'))),
    /** From now on the files of feeds can, or cannot, be written. */
    refuseFeeds: (refuse: boolean): void => void (refusing = refuse),
    wait: (ms: number): void => void (now += ms),
    async close(): Promise<void> {
      await real.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Those of one kind. */
export const ofKind = (records: readonly FeedRecord[], kind: Kind): FeedRecord[] =>
  records.filter((record) => record.kind === kind)

function raise(message: string): never {
  throw new Error(message)
}

/** Bytes that nobody guesses but that are the same at each run. */
function countedBytes(): (length: number) => Uint8Array {
  let count = 0
  return (length) => createHash('sha256').update(`${++count}`).digest().subarray(0, length)
}

function peopleOf({ teachers, classes, guardians, staff }: Roster) {
  const [anne, karim] = teachers
  const [sixA, sixB] = classes
  const [lina, noe] = sixA?.pupils ?? []
  const [sami] = sixB?.pupils ?? []
  const [claire] = guardians
  const [odile] = staff
  if (!anne || !karim || !sixA || !sixB || !lina || !noe || !sami || !claire || !odile)
    throw new Error('the plan is short')
  return { anne, karim, sixA, sixB, lina, noe, sami, claire, odile }
}

/** Whether a signature is the school's, as a browser finds out: with WebCrypto, from the published keys alone. */
export async function verifies(
  { keys }: Keys,
  signed: { keyId: string; signature: string },
  text: string,
): Promise<boolean> {
  const known = keys.find(({ id }) => id === signed.keyId)
  if (!known) return false
  const { subtle } = globalThis.crypto
  const key = await subtle.importKey('jwk', known.key, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
  const signature = Buffer.from(signed.signature, 'base64url')
  return subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, Buffer.from(text))
}

/** A picture by its first bytes; another seed, another picture. */
export function picture(length: number, seed: number): Uint8Array {
  const bytes = Uint8Array.from({ length }, (_, at) => (at * seed + (at >> 8)) % 251)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return bytes
}
