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
