import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Sha256 } from '../../src/domain/ids.ts'
import type { FeedRecord } from '../../src/domain/records.ts'
import { Head, type FeedFile } from '../../src/protocol/head.ts'
import { bytesOf, type Disk } from '../storage/disk.ts'
import { writeText } from '../storage/variants.ts'

/** One shared feed's folder: what its head says, and how to write there. */
export type FeedFolder = {
  head: Head
  /** Whether a head of this life of the database lies on the disk. */
  written: boolean
  writeRecords(records: FeedRecord[]): Promise<Sha256>
  writeHead(head: Head): Promise<void>
}

export async function openFolder(disk: Disk, path: string, epoch: string, committed: number): Promise<FeedFolder> {
  const headPath = join(path, 'head.json')
  const found = readHead(await bytesOf(disk, headPath), epoch, committed)
  const place: FeedFolder = {
    head: found ?? { epoch, head: 0, floor: 0, snapshot: null, segments: [], tail: [] },
    written: found !== undefined,
    async writeRecords(records) {
      const text = JSON.stringify({ records } satisfies FeedFile)
      const sha256 = createHash('sha256').update(text).digest('hex')
      await writeText(disk, join(path, `${sha256}.json`), text)
      return sha256
    },
    async writeHead(head) {
      await writeText(disk, headPath, JSON.stringify(head))
      place.head = head
      place.written = true
    },
  }
  return place
}

/** A head that is broken, of another life of the database, or ahead of it (an older copy was put back) counts for nothing: it is written anew. */
function readHead(bytes: Uint8Array | undefined, epoch: string, committed: number): Head | undefined {
  if (!bytes) return undefined
  try {
    const parsed = v.safeParse(Head, JSON.parse(Buffer.from(bytes).toString()))
    if (!parsed.success || parsed.output.epoch !== epoch || parsed.output.head > committed) return undefined
    return parsed.output
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
