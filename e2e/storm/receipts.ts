import { createHash } from 'node:crypto'
import { bodyOf, feeds } from '../../src/domain/records.ts'
import { receiptText } from '../../src/domain/receipts.ts'
import { canonical } from '../../src/domain/submissions.ts'
import { verifies } from '../../server/ground.ts'
import { readFeeds, readOutcomes } from './archive.ts'
import { readEntries } from './ledger.ts'
import type { World } from './world.ts'

/**
 * G2: each copy that the school received has one receipt, signed, for words and photos that it holds whole; and there is no other. None counts as later than the
 * school said before it was put back to an older copy.
 */
export async function checkReceipts(world: World): Promise<void> {
  const { house } = world
  const records = [...(await readFeeds(world.house))]
  const copies = new Map(
    records
      .filter(([feed]) => feed.startsWith('pupil:'))
      .flatMap(([, all]) =>
        all.flatMap(({ id, body, kind }) => (kind === 'submission' ? [[id, bodyOf('submission', body)] as const] : [])),
      ),
  )
  const received = readOutcomes(world.house).filter(({ id, outcome }) => 'received' in outcome && copies.has(id))
  if (received.length !== copies.size) throw new Error(`${copies.size} copies and ${received.length} of them received`)
  for (const [id, copy] of copies) {
    if (!copy) throw new Error(`copy ${id} is not one`)
    for (const feed of [feeds.pupil(copy.pupilId), feeds.desk(copy.classId)]) {
      const found = records
        .find(([name]) => name === feed)?.[1]
        .find((record) => record.kind === 'receipt' && record.id === id)
      const receipt = bodyOf('receipt', found?.body)
      if (!receipt) throw new Error(`copy ${id} has no receipt in ${feed}`)
      if (receipt.contentHash !== hash(canonical(copy))) throw new Error(`the receipt of ${id} is for something else`)
      if (!(await verifies(house.parts.keys.published, receipt, receiptText(receipt))))
        throw new Error(`the receipt of ${id} is not signed`)
    }
    for (const photo of copy.photos) {
      const bytes = await house.files.read(photo.sha256)
      if (!bytes || hash(bytes) !== photo.sha256) throw new Error(`photo ${photo.sha256} of ${id} is not at the school`)
      const stored = await house.storage.read((view) => view.file(photo.sha256))
      if (stored?.shared !== false) throw new Error(`photo ${photo.sha256} is not kept private`)
    }
  }
  const shown = records.flatMap(([, all]) => all.filter(({ kind, body }) => kind === 'submission' && body !== null))
  for (const { entry } of (await readEntries(world)).values())
    for (const { at } of entry.receipt ? shown.filter(({ id }) => id === entry.id) : [])
      if (entry.receipt && at > entry.receipt.receivedAt)
        throw new Error(`copy ${entry.id} counts as later than it was`)
  for (const [feed, all] of records)
    for (const { kind, id } of all)
      if (kind === 'receipt' && !copies.has(id)) throw new Error(`a receipt for nothing in ${feed}: ${id}`)
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
