import { publicKeyOf, type PublicKey } from './keys.ts'

/** What an item is sealed with: its own nonce, 96 bits, and bytes that stay readable beside it but cannot be changed. */
export type Around = { nonce: Uint8Array<ArrayBuffer>; readable: Uint8Array<ArrayBuffer> }

/** A key made for one parcel: `from` goes with it, and whoever holds the private half of the other opens it. */
export type Seal = {
  from: PublicKey
  seal: (bytes: Uint8Array<ArrayBuffer>, around: Around) => Promise<Uint8Array<ArrayBuffer>>
}

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const

/**
 * A seal to somebody's key: ECDH P-256 with a key that is forgotten with the page, HKDF-SHA-256, AES-256-GCM, as in ECIES. Not even this device opens
 * it again. `purpose`: what the key is derived for.
 */
export async function makeSeal(to: PublicKey, purpose: string): Promise<Seal> {
  const own = await crypto.subtle.generateKey(CURVE, false, ['deriveBits'])
  const other = await crypto.subtle.importKey('jwk', to, CURVE, false, [])
  const agreed = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own.privateKey, 256)
  const secret = await crypto.subtle.importKey('raw', agreed, 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode(purpose) }
  const key = await crypto.subtle.deriveKey(how, secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  return {
    from: await publicKeyOf(own),
    async seal(bytes, { nonce, readable }) {
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: readable }, key, bytes)
      return new Uint8Array(sealed)
    },
  }
}
