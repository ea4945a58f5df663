import { createHash } from 'node:crypto'
import type { Moment, MutationId } from '../../src/domain/ids.ts'
import { sealedText, type Seal } from '../../src/domain/packs.ts'
import { receiptText, type Receipt } from '../../src/domain/receipts.ts'
import type { Write } from '../../src/domain/records.ts'
import { canonical, type Submission } from '../../src/domain/submissions.ts'
import type { SchoolKeys } from './schoolKeys.ts'

/** Crockford's base 32: no letter that is read as another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Eight characters that a pupil can read aloud: 40 bits of a hash of the submission's id. */
export function receiptNumber(submissionId: MutationId): string {
  const bits = createHash('sha256').update(`receipt ${submissionId}`).digest().readUIntBE(0, 5)
  const letters = Array.from({ length: 8 }, (_, at) => ALPHABET.charAt(Math.floor(bits / 32 ** (7 - at)) % 32)).join('')
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** The signed receipt of a submission whose text and files are all durable. */
export function makeReceipt(
  keys: SchoolKeys,
  submissionId: MutationId,
  submission: Submission,
  receivedAt: Moment,
): Receipt {
  const said = {
    submissionId,
    assignmentId: submission.assignmentId,
    pupilId: submission.pupilId,
    number: receiptNumber(submissionId),
    contentHash: hashOf(submission),
    receivedAt,
  }
  return { ...said, keyId: keys.id, signature: keys.sign(receiptText(said)) }
}

/**
 * When the school received a submission whole, if it ever did: a school that was put back to an older copy takes its own word for it. Undefined when nothing of
 * the kind is signed for these very words and photos.
 */
export function receivedBefore(
  keys: SchoolKeys,
  receipts: readonly Receipt[],
  submissionId: MutationId,
  writes: readonly Write[],
): Moment | undefined {
  const receipt = receipts.find((one) => one.submissionId === submissionId)
  const submission = writes.find((write) => write.kind === 'submission')?.body
  if (!receipt || !submission) return undefined
  const ours = keys.id === receipt.keyId && keys.signed(receiptText(receipt), receipt.signature)
  return ours && receipt.contentHash === hashOf(submission) ? receipt.receivedAt : undefined
}

function hashOf(submission: Submission): string {
  return createHash('sha256').update(canonical(submission)).digest('hex')
}

/** The signed seal of a pack's version. */
export function makeSeal(keys: SchoolKeys, manifest: string): Seal {
  return { manifest, keyId: keys.id, signature: keys.sign(sealedText(manifest)) }
}
