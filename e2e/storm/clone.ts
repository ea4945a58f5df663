/**
 * The stores of the devices copy all that goes in and out. Node's own copying goes through its messages between threads, which is most of what a storm
 * would do; nearly everything stored is plain, and is copied here by hand.
 */
const byNode = globalThis.structuredClone

/** Takes the place of `structuredClone`, for the whole process. */
export function copyQuickly(): void {
  Object.defineProperty(globalThis, 'structuredClone', { value: copyOf, configurable: true, writable: true })
}

function copyOf(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? byNode(value) : value
  if (Array.isArray(value)) return value.map(copyOf)
  if (value instanceof ArrayBuffer) return value.slice(0)
  if (Object.getPrototypeOf(value) !== Object.prototype) return byNode(value)
  const copy: Record<string, unknown> = {}
  for (const [key, inside] of Object.entries(value)) copy[key] = copyOf(inside)
  return copy
}
