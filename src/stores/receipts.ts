import { verifies } from '../device/keys.ts'
import { shareLink } from '../device/sharing.ts'
import { listHeld } from '../db/overlay.ts'
import type { Id, MutationId } from '../domain/ids.ts'
import { receiptIn, receiptLine, receiptNumberIn, receiptText, type Receipt } from '../domain/receipts.ts'
import { engine } from './engine.ts'
import { readAtOnce } from './holding.ts'
import { currentId } from './profiles.ts'

/** Gives away the link where anyone may check a receipt, without an account: all of it is in there, nothing is asked of the school but its public keys. */
export function shareReceipt(receipt: Receipt, title: string): ReturnType<typeof shareLink> {
  return shareLink({ title, url: `${location.origin}/receipt#${receiptLine(receipt)}` })
}

/** What checking came to. `offline`: the school's keys never came to this device. */
export type Checked = { receipt: Receipt; genuine: boolean } | 'unreadable' | 'offline'

/** Checks a receipt's link, or the line in it. */
export async function checkReceipt(link: string): Promise<Checked> {
  const receipt = receiptIn(link.trim().replace(/^.*#/, ''))
  if (!receipt) return 'unreadable'
  const answer = await engine().http.keys('kept')
  if (answer === 'offline' || 'problem' in answer) return 'offline'
  const known = answer.keys.find(({ id }) => id === receipt.keyId)
  return { receipt, genuine: known !== undefined && (await isSigned(receipt, known.key)) }
}

async function isSigned(receipt: Receipt, key: Parameters<typeof verifies>[0]): Promise<boolean> {
  try {
    return await verifies(key, receipt.signature, receiptText(receipt))
  } catch {
    // What is no base64url, or no signature, signs nothing.
    return false
  }
}

/** Which copy a number belongs to, among those that this teacher reads: `none` has it here, `wrong` is no number. */
export async function findByNumber(
  said: string,
): Promise<{ classId: Id; submissionId: MutationId } | 'none' | 'wrong'> {
  const number = receiptNumberIn(said)
  if (number === undefined) return 'wrong'
  if (currentId.value === null) return 'none'
  const db = engine().profile(currentId.value)
  const receipts = (await readAtOnce(db, () => listHeld(db, 'receipt'))) ?? []
  const found = receipts.find(({ feed, body }) => feed.startsWith('desk:') && body.number === number)
  return found ? { classId: found.feed.slice('desk:'.length), submissionId: found.body.submissionId } : 'none'
}
