import { shallowReactive } from 'vue'
import { changeMaking, type Changed, type NewBytes } from '../db/makings.ts'
import type { ProfileDb } from '../db/profile.ts'
import type { Id } from '../domain/ids.ts'
import type { ReportLine } from '../domain/reports.ts'
import { added, reported } from '../packs/changing.ts'
import type { Imported } from '../packs/source.ts'
import { engine } from './engine.ts'
import { importFiles, type Brought } from './importing.ts'
import { kept } from './keeping.ts'
import { keptWork } from './keepingWork.ts'

/** Imports under way on this page, by draft: they go on when their screen is left. */
const underWay = shallowReactive(new Map<Id, { done: number; total: number }>())
const waiting = new Map<Id, Promise<unknown>>()

export function importOf(id: Id): { done: number; total: number } | null {
  return underWay.get(id) ?? null
}

/**
 * Imports into a draft, one after another. Pages and bytes come in together or not at all: where this device has no room, nothing did, and the report
 * says so. `changed` is undefined when the draft is gone.
 */
export async function importInto(
  db: ProfileDb,
  id: Id,
  brought: readonly Brought[],
): Promise<{ report: ReportLine[]; changed: Changed | undefined }> {
  const before = waiting.get(id) ?? Promise.resolve()
  const mine = before.then(() => bringInto(db, id, brought))
  // Whoever waits behind it waits for its end, good or bad.
  waiting.set(
    id,
    mine.catch(() => undefined),
  )
  return mine
}

async function bringInto(db: ProfileDb, id: Id, brought: readonly Brought[]) {
  underWay.set(id, { done: 0, total: brought.length })
  try {
    const imported = await importFiles(brought, (done, total) => underWay.set(id, { done, total }))
    const { now } = engine()
    const came = await keptWork(() => changeMaking(db, id, added(imported), now(), bytesOf(imported)))
    if (!came || !('refused' in came)) return { report: came?.after.report ?? imported.report, changed: came }
    if (came.refused === 'deviceBroken') throw new Error('the store of this device does not work')
    const report: ReportLine[] = [{ path: '', said: 'noRoom' }]
    await kept(() => changeMaking(db, id, reported(report), now()))
    return { report, changed: undefined }
  } finally {
    underWay.delete(id)
  }
}

function bytesOf({ files }: Imported): NewBytes[] {
  return files.map(({ ref: { sha256, bytes: length, type, pieces }, bytes }) => ({
    sha256,
    ref: { sha256, bytes: length, type, pieces },
    bytes: new Uint8Array(bytes).buffer,
  }))
}
