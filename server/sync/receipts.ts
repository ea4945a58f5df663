import { createHash, createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import * as v from 'valibot'
import type { Moment, MutationId } from '../../src/domain/ids.ts'
import { sealedText, type Seal } from '../../src/domain/packs.ts'
import { receiptText, type Receipt } from '../../src/domain/receipts.ts'
import { canonical, type Submission } from '../../src/domain/submissions.ts'
import { DeviceKey } from '../../src/protocol/enrol.ts'
import type { Keys } from '../../src/protocol/keys.ts'
import type { Storage } from '../storage/storage.ts'

/** The school's word: an ECDSA P-256 key, made with the school and kept with it. */
export type SchoolKeys = { id: string; sign: (text: string) => string; published: Keys }

const META = 'signingKey'
const KeptKey = v.object({ ...DeviceKey.entries, d: v.string() })

/** The school's signing key; makes it when there is none. */
export async function openSchoolKeys(storage: Storage): Promise<SchoolKeys> {
  const kept = await storage.write(async (job) => {
    const known = await job.meta(META)
    if (known !== undefined) return known
    const made = JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }))
    await job.setMeta(META, made)
    return made
  })
  const { d, ...key } = v.parse(KeptKey, JSON.parse(kept))
  const secret = createPrivateKey({ key: { ...key, d }, format: 'jwk' })
  const id = createHash('sha256').update(`${key.x}.${key.y}`).digest('base64url').slice(0, 12)
  return { id, sign: (text) => signText(secret, text), published: { keys: [{ id, key }] } }
}

/** As WebCrypto writes and reads it: r and s, 32 bytes each, base64url. */
function signText(key: KeyObject, text: string): string {
  return sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

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
    contentHash: createHash('sha256').update(canonical(submission)).digest('hex'),
    receivedAt,
  }
  return { ...said, keyId: keys.id, signature: keys.sign(receiptText(said)) }
}

/** The signed seal of a pack's version. */
export function makeSeal(keys: SchoolKeys, manifest: string): Seal {
  return { manifest, keyId: keys.id, signature: keys.sign(sealedText(manifest)) }
}
