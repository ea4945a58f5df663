import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { FeedRecord } from '../../src/domain/records.ts'
import { FeedFile, Head } from '../../src/protocol/head.ts'

/** A device that follows one shared feed by its files, as protocol.md says and with no line of the server's: for tests. */
export class Reader {
  readonly records = new Map<string, FeedRecord>()
  cursor = 0
  epoch: string | null = null
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** Another device that has come as far as this one. */
  fork(): Reader {
    const other = new Reader(this.#path)
    for (const [name, record] of this.records) other.records.set(name, record)
    other.cursor = this.cursor
    other.epoch = this.epoch
    return other
  }

  /** Reads head and what it names. Throws when a file is absent or is not what its name says. */
  async follow(): Promise<Head> {
    const head = await readHead(this.#path)
    if (this.epoch !== head.epoch || this.cursor > head.head) this.#forget(head.epoch)
    if (this.cursor < head.floor || (this.cursor === 0 && head.snapshot)) {
      if (!head.snapshot) throw new Error('a floor without a snapshot')
      this.#forget(head.epoch)
      this.#take(await readRecords(this.#path, head.snapshot.sha256), head.snapshot.seq)
    }
    for (const { to, sha256 } of head.segments)
      if (to > this.cursor) this.#take(await readRecords(this.#path, sha256), to)
    this.#take(head.tail, head.head)
    return head
  }

  /** What is alive, by name. */
  alive(): Map<string, FeedRecord> {
    return new Map([...this.records].filter(([, { body }]) => body !== null))
  }

  #forget(epoch: string): void {
    this.records.clear()
    this.cursor = 0
    this.epoch = epoch
  }

  #take(records: readonly FeedRecord[], upTo: number): void {
    for (const record of records) {
      const name = `${record.kind} ${record.id}`
      if ((this.records.get(name)?.seq ?? 0) < record.seq) this.records.set(name, record)
    }
    this.cursor = upTo
  }
}

export async function readHead(path: string): Promise<Head> {
  return v.parse(Head, JSON.parse(await readFile(join(path, 'head.json'), 'utf8')))
}

async function readRecords(path: string, sha256: string): Promise<FeedRecord[]> {
  const bytes = await readFile(join(path, `${sha256}.json`))
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`${sha256} is something else`)
  return v.parse(FeedFile, JSON.parse(bytes.toString())).records
}
