import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import * as v from 'valibot'
import { DeviceKey } from '../../src/protocol/enrol.ts'
import type { Keys } from '../../src/protocol/keys.ts'
import { keyPurpose, nonceOf, type SealedHead } from '../../src/protocol/parcel.ts'
import type { Job, Storage } from '../storage/storage.ts'

/**
 * The school's two keys, made with the school and kept with it. `sign`: its word (ECDSA P-256); `signed`: whether it gave that word. `unseal`: what was sealed to it (ECDH P-256, HKDF,
 * AES-256-GCM; `line` is the head as it came, which the seal covers), undefined where it is not whole, or for another.
 */
export type SchoolKeys = {
  id: string
  sign: (text: string) => string
  signed: (text: string, signature: string) => boolean
  unseal: (head: SealedHead, line: Uint8Array, sealed: Uint8Array) => Uint8Array<ArrayBuffer> | undefined
  published: Keys & Required<Pick<Keys, 'sealTo'>>
}

const KeptKey = v.object({ ...DeviceKey.entries, d: v.string() })
const TAG_BYTES = 16

/** The school's keys; makes those that are not there yet. */
export async function openSchoolKeys(storage: Storage): Promise<SchoolKeys> {
  const { word, seal } = await storage.write(async (job) => ({
    word: await keyNamed(job, 'signingKey'),
    seal: await keyNamed(job, 'sealingKey'),
  }))
  return {
    id: word.id,
    sign: (text) => signText(word.secret, text),
    signed: (text, signature) => isSigned(createPublicKey(word.secret), text, signature),
    unseal: (head, line, sealed) => (head.to === seal.id ? unsealWith(seal.secret, head, line, sealed) : undefined),
    published: { keys: [{ id: word.id, key: word.key }], sealTo: { id: seal.id, key: seal.key } },
  }
}

async function keyNamed(job: Job, name: 'signingKey' | 'sealingKey') {
  const kept = (await job.meta(name)) ?? makeKey()
  await job.setMeta(name, kept)
  const { d, ...key } = v.parse(KeptKey, JSON.parse(kept))
  const secret = createPrivateKey({ key: { ...key, d }, format: 'jwk' })
  return { id: createHash('sha256').update(`${key.x}.${key.y}`).digest('base64url').slice(0, 12), key, secret }
}

function makeKey(): string {
  return JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }))
}

/** As WebCrypto writes and reads it: r and s, 32 bytes each, base64url. */
function signText(key: KeyObject, text: string): string {
  return sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

function isSigned(key: KeyObject, text: string, signature: string): boolean {
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
}

function unsealWith(
  secret: KeyObject,
  head: SealedHead,
  line: Uint8Array,
  sealed: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  if (sealed.length < TAG_BYTES) return undefined
  try {
    const publicKey = createPublicKey({ key: head.from, format: 'jwk' })
    const agreed = diffieHellman({ privateKey: secret, publicKey })
    const key = new Uint8Array(hkdfSync('sha256', agreed, new Uint8Array(), keyPurpose(head), 32))
    const opening = createDecipheriv('aes-256-gcm', key, nonceOf(head), { authTagLength: TAG_BYTES })
    opening.setAAD(line).setAuthTag(sealed.subarray(-TAG_BYTES))
    const opened = Buffer.concat([opening.update(sealed.subarray(0, -TAG_BYTES)), opening.final()])
    return new Uint8Array(opened)
  } catch (failure) {
    // A point that is not on the curve, or bytes that are not as they were sealed: whatever a stranger may send.
    if (failure instanceof Error) return undefined
    throw failure
  }
}
