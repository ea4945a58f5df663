/** A public key as the school wants it: a P-256 point, nothing else. */
export type PublicKey = { kty: 'EC'; crv: 'P-256'; x: string; y: string }

/** A key of this device. Its private half signs, and can never be taken out, not even by our own scripts. */
export function makeKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
}

export async function publicKeyOf({ publicKey }: CryptoKeyPair): Promise<PublicKey> {
  const { x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  if (x === undefined || y === undefined) throw new Error('not a key on a curve')
  return { kty: 'EC', crv: 'P-256', x, y }
}

/** Signs a text with this device's key: r and s, 32 bytes each, base64url. */
export async function signText({ privateKey }: CryptoKeyPair, text: string): Promise<string> {
  const signed = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    privateKey,
    new TextEncoder().encode(text),
  )
  const plain = btoa(String.fromCharCode(...new Uint8Array(signed)))
  return plain.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Whether a text was signed by whoever holds the private half. `signature`: r and s, base64url, as `subtle.sign` gives them. */
export async function verifies(known: PublicKey, signature: string, text: string): Promise<boolean> {
  const key = await crypto.subtle.importKey('jwk', known, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
  const signed = Uint8Array.from(atob(signature.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signed, new TextEncoder().encode(text))
}
