const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES = new Map(Array.from(LETTERS, (letter, value) => [letter, value]))

/** The bytes of a `data:…;base64,…` address, as word processors put pictures in pages; undefined for any other address. */
export function dataBytes(address: string): Uint8Array | undefined {
  const [head = '', body] = address.split(',', 2)
  if (body === undefined || !/^data:[^,]*;base64$/i.test(head)) return undefined
  const letters = body
    .replace(/[\s=]|%3D/gi, '')
    .replace(/-/g, '+')
    .replace(/_/g, '/')
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4))
  let bits = 0
  let held = 0
  let at = 0
  for (const letter of letters) {
    const value = VALUES.get(letter)
    if (value === undefined) return undefined
    bits = ((bits << 6) | value) & 0xffffff
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[at++] = (bits >> held) & 0xff
    }
  }
  return bytes
}
