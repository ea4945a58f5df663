import { createHash, createPublicKey, verify as verifySignature, type KeyObject } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileAddress } from '../../src/domain/files.ts'
import { sealedText } from '../../src/domain/packs.ts'
import { bodyOf, type FeedRecord } from '../../src/domain/records.ts'
import { receiptText } from '../../src/domain/receipts.ts'
import { canonical, type Submission } from '../../src/domain/submissions.ts'
import { Mistake } from '../config.ts'
import { Reader } from '../feeds/reader.ts'
import { saysAbsent } from '../storage/disk.ts'
import { checkSqlite } from '../storage/restore.ts'
import type { FeedState } from '../storage/storage.ts'
import { openSchoolKeys } from '../sync/schoolKeys.ts'
import type { Command, Desk } from './command.ts'
import { counted } from './counted.ts'

const EVERYTHING = 1_000_000
const FILES_AT_ONCE = 500

/** Looks at all that the school holds: the database, the order of feeds, each receipt and seal, each file by its hash, the files of shared feeds. */
export const verify: Command = {
  words: ['verify'],
  does: 'checks the database, feeds, receipts, seals and files, while the server runs or not',
  async run(desk) {
    const faults = checkSqlite(desk.data).map((fault) => `database: ${fault}`)
    const said = [...(await verifyFeeds(desk, faults)), await verifyFiles(desk, faults)]
    if (faults.length > 0) throw new Mistake([...said, `${counted(faults.length, 'fault')}:`, ...faults].join('\n'))
    return ['The database is sound.', ...said, 'All is well.'].join('\n')
  },
}

async function verifyFeeds({ storage, data }: Desk, faults: string[]): Promise<string[]> {
  const { published } = await openSchoolKeys(storage)
  const keys = new Map(published.keys.map(({ id, key }) => [id, createPublicKey({ key, format: 'jwk' })]))
  const states = await storage.read((view) => view.feeds())
  const count = { records: 0, receipts: 0, seals: 0, shared: 0 }
  for (const state of states) {
    // Files first: the school may go on writing, and they are never ahead of the database.
    const shared = state.cap === null ? undefined : await readShared(join(data, 'feeds', state.cap))
    const records = await storage.read((view) => view.recordsAfter(state.feed, 0, EVERYTHING))
    const inFeed = faultsOfFeed(state, records, keys)
    faults.push(...inFeed.map((fault) => `${state.feed}: ${fault}`))
    count.records += records.length
    count.receipts += records.filter(({ kind }) => kind === 'receipt').length
    count.seals += records.filter(({ kind }) => kind === 'seal').length
    if (shared === undefined) continue
    count.shared += 1
    const fault = typeof shared === 'string' ? shared : faultOfShared(shared, records)
    if (fault !== undefined) faults.push(`${state.feed}: ${fault}`)
  }
  return [
    `${counted(states.length, 'feed')}, ${counted(count.records, 'record')}, ${counted(count.receipts, 'receipt')}, ${counted(count.seals, 'seal')}.`,
    `${counted(count.shared, 'shared feed')} as files.`,
  ]
}

type SchoolKeys = ReadonlyMap<string, KeyObject>

function faultsOfFeed({ head }: FeedState, records: readonly FeedRecord[], keys: SchoolKeys): string[] {
  const faults: string[] = []
  const last = records.at(-1)?.seq ?? 0
  if (last > head) faults.push(`it has come to ${last} and its head says ${head}`)
  const copies = new Map<string, Submission | undefined>()
  for (const { kind, id, body } of records) if (kind === 'submission') copies.set(id, bodyOf('submission', body))
  let before = 0
  for (const { kind, id, seq, body } of records) {
    if (seq <= before) faults.push(`${kind} ${id} is out of order`)
    before = seq
    if (body === null) continue
    if (kind === 'receipt') faults.push(...faultOfReceipt(id, body, copies.get(id), keys))
    const seal = kind === 'seal' ? bodyOf('seal', body) : undefined
    if (seal && !isSigned(keys, seal, sealedText(seal.manifest))) faults.push(`the seal ${id} is not signed`)
  }
  return faults
}

function faultOfReceipt(id: string, body: object, copy: Submission | undefined, keys: SchoolKeys): string[] {
  const receipt = bodyOf('receipt', body)
  if (!receipt) return [`the receipt of ${id} does not read`]
  if (!copy) return [`the receipt of ${id} is for nothing`]
  if (createHash('sha256').update(canonical(copy)).digest('hex') !== receipt.contentHash)
    return [`the receipt of ${id} is for something else`]
  return isSigned(keys, receipt, receiptText(receipt)) ? [] : [`the receipt of ${id} is not signed`]
}

function isSigned(keys: SchoolKeys, { keyId, signature }: { keyId: string; signature: string }, text: string): boolean {
  const key = keys.get(keyId)
  const bytes = Buffer.from(signature, 'base64url')
  return key !== undefined && verifySignature('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, bytes)
}

/** A shared feed as a device reads it, or why it cannot. */
async function readShared(folder: string): Promise<Reader | string> {
  const reader = new Reader(folder)
  try {
    await reader.follow()
    return reader
  } catch (error) {
    return `its files do not read: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** What a device that reads the files alone would miss. They may be a moment behind the database, which is no fault. */
function faultOfShared(reader: Reader, records: readonly FeedRecord[]): string | undefined {
  const held = reader.alive()
  const missing = records.filter(
    ({ kind, id, seq, body }) => body !== null && seq <= reader.cursor && held.get(`${kind} ${id}`)?.seq !== seq,
  )
  return missing.length === 0 ? undefined : `${counted(missing.length, 'record')} missing in its files`
}

async function verifyFiles({ storage, data }: Desk, faults: string[]): Promise<string> {
  let [count, bytes, after] = [0, 0, '']
  for (;;) {
    const files = await storage.read((view) => view.filesAfter(after, FILES_AT_ONCE))
    for (const file of files) {
      const places = [join('private', file.sha256), ...(file.shared ? [fileAddress(file)] : [])]
      for (const place of places) {
        const fault = await faultOfFile(join(data, place), file)
        if (fault !== undefined) faults.push(`${place}: ${fault}`)
      }
      count += 1
      bytes += file.bytes
    }
    after = files.at(-1)?.sha256 ?? after
    if (files.length < FILES_AT_ONCE) return `${counted(count, 'file')}, ${(bytes / 1e6).toFixed(1)} MB.`
  }
}

async function faultOfFile(path: string, { sha256 }: { sha256: string }): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch (error) {
    if (saysAbsent(error)) return 'is not there'
    throw error
  }
  return hash.digest('hex') === sha256 ? undefined : 'is not what its name says'
}
