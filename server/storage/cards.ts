import { createHash } from 'node:crypto'
import type { CardToken } from '../../src/protocol/enrol.ts'

/** What the storage knows of a card: the SHA-256 of its token, hexadecimal. */
export function cardHash(token: CardToken): string {
  return createHash('sha256').update(token).digest('hex')
}

/** A new card: 128 random bits, base64url. The token is shown once and stored nowhere. */
export function makeCard(random: (bytes: number) => Uint8Array): { token: CardToken; hash: string } {
  const token = Buffer.from(random(16)).toString('base64url')
  return { token, hash: cardHash(token) }
}
