import { createHash, createPublicKey, verify } from 'node:crypto'
import * as v from 'valibot'
import type { DeviceKey } from '../../src/protocol/enrol.ts'
import { unframe } from '../../src/protocol/frames.ts'
import { SealedHead, SignedHead, signedText, type ItemKind } from '../../src/protocol/parcel.ts'
import type { ProblemName } from '../../src/protocol/problem.ts'
import type { SchoolKeys } from './schoolKeys.ts'

/** An item of a parcel, opened: who says to have signed it, and what. */
export type Opened = { kind: ItemKind; device: string; body: Uint8Array; text: string; signature: string }

/** Opens what was sealed to this school. Says nothing yet of who signed it. */
export function openSealed(keys: SchoolKeys, item: Uint8Array): Opened | { problem: ProblemName } {
  const outer = unframe(new Uint8Array(item))
  const head = v.safeParse(SealedHead, outer?.head)
  if (!outer || !head.success) return { problem: 'damagedParcel' }
  if (head.output.to !== keys.published.sealTo.id) return { problem: 'otherSchool' }
  const plain = keys.unseal(head.output, outer.line, outer.body)
  const inner = plain && unframe(plain)
  const signed = v.safeParse(SignedHead, inner?.head)
  if (!inner || !signed.success) return { problem: 'damagedParcel' }
  const { kind, device, signature } = signed.output
  const text = signedText(head.output, kind, createHash('sha256').update(inner.body).digest('hex'))
  return { kind, device, signature, text, body: inner.body }
}

export function signedBy(known: DeviceKey, { text, signature }: Pick<Opened, 'text' | 'signature'>): boolean {
  try {
    const key = createPublicKey({ key: known, format: 'jwk' })
    return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  } catch (failure) {
    // A device may have registered what is no point on the curve: then nothing was ever signed with it.
    if (failure instanceof Error) return false
    throw failure
  }
}
