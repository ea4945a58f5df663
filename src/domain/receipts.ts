import * as v from 'valibot'
import { Id, Moment, MutationId, Sha256 } from './ids.ts'

/** Eight characters of Crockford's base 32, which has no letter that is read as another. */
const ReceiptNumber = v.pipe(v.string(), v.regex(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/))

/** Record `receipt`, id = the submission's: text and files are durable at the school. `contentHash`: SHA-256 of `canonical(submission)`. */
export const Receipt = v.object({
  submissionId: MutationId,
  assignmentId: Id,
  pupilId: Id,
  number: ReceiptNumber,
  contentHash: Sha256,
  receivedAt: Moment,
  keyId: v.string(),
  signature: v.string(),
})
export type Receipt = v.InferOutput<typeof Receipt>

/** What is signed for a receipt: one line a field, so that anyone can write it again from the receipt. */
export function receiptText(receipt: Omit<Receipt, 'keyId' | 'signature'>): string {
  return [
    'cartable receipt 1',
    receipt.number,
    receipt.submissionId,
    receipt.assignmentId,
    receipt.pupilId,
    receipt.contentHash,
    receipt.receivedAt,
  ].join('\n')
}

/** A number as someone says or types it: any case, with or without the dash, O for 0, I or L for 1. Undefined when it is none. */
export function receiptNumberIn(said: string): string | undefined {
  const letters = said.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  const number = `${letters.slice(0, 4)}-${letters.slice(4)}`
  return v.is(ReceiptNumber, number) ? number : undefined
}

/** The order in which a receipt's fields are written on one line. */
const FIELDS = [
  'number',
  'submissionId',
  'assignmentId',
  'pupilId',
  'contentHash',
  'receivedAt',
  'keyId',
  'signature',
] as const

/** A receipt on one line, to be sent or printed: nothing in it needs to be escaped in an address. */
export function receiptLine(receipt: Receipt): string {
  return FIELDS.map((field) => receipt[field]).join('.')
}

/** The receipt on a line, signed or not; undefined when there is none. */
export function receiptIn(line: string): Receipt | undefined {
  const parts = line.split('.')
  const fields = Object.fromEntries(FIELDS.map((field, at) => [field, parts[at]]))
  const read = v.safeParse(Receipt, { ...fields, receivedAt: Number(fields['receivedAt']) })
  return parts.length === FIELDS.length && read.success ? read.output : undefined
}
