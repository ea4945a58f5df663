/** How often a code is hashed: a tenth of a second on a small phone. Four symbols are few; it keeps out siblings, not whoever takes the device apart. */
export const ROUNDS = 210_000

/** What is kept of a code, 256 bits: PBKDF2 with SHA-256, as RFC 8018 has it. */
export async function hashCode(
  code: readonly string[],
  salt: Uint8Array<ArrayBuffer>,
  rounds: number,
): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(code.join(' ')), 'PBKDF2', false, [
    'deriveBits',
  ])
  return crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, key, 256)
}
