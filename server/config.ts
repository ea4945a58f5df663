import { join, resolve } from 'node:path'
import * as v from 'valibot'

const port = 'must be a whole number from 1 to 65535'
const origin = 'must be an address without a path, such as https://ecole.example'
const Environment = v.object({
  PORT: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,5}$/, port), v.toNumber(), v.minValue(1, port), v.maxValue(65_535, port)),
    '8080',
  ),
  CARTABLE_DATA: v.optional(v.string(), './data'),
  CARTABLE_DIST: v.optional(v.string(), join(import.meta.dirname, '..', 'dist')),
  CARTABLE_URL: v.exactOptional(
    v.pipe(
      v.string(),
      v.url(origin),
      v.regex(/^https?:\/\/[^/?#@]+\/?$/, origin),
      v.transform((address) => new URL(address).origin),
    ),
  ),
  CARTABLE_DEMO: v.optional(v.picklist(['0', '1'], 'must be 0 or 1'), '1'),
})

/**
 * What an operator decides. `dist`: where the pages lie as they were built. `url`: where phones reach the school; it sets links, allowed origins, and
 * whether cookies are Secure.
 */
export type Config = { port: number; data: string; dist: string; url: string; demonstration: boolean }

/** An operator's mistake, said in a sentence that tells what to do. */
export class Mistake extends Error {}

/** Reads the environment; throws a `Mistake` that names each variable that does not fit. What is set to nothing is not set. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const read = v.safeParse(Environment, set, { abortPipeEarly: true })
  if (!read.success) {
    const said = read.issues.map((issue) => {
      const name = v.getDotPath(issue) ?? ''
      return `${name} ${issue.message}, not “${set[name] ?? ''}”.`
    })
    throw new Mistake(said.join('\n'))
  }
  const { PORT, CARTABLE_DATA, CARTABLE_DIST, CARTABLE_URL, CARTABLE_DEMO } = read.output
  return {
    port: PORT,
    data: resolve(CARTABLE_DATA),
    dist: resolve(CARTABLE_DIST),
    url: CARTABLE_URL ?? `http://localhost:${PORT}`,
    demonstration: CARTABLE_DEMO !== '0',
  }
}

/** The origins whose pages are ours: the school's address, and this machine's other name when that is where it runs. */
export function originsOf(url: string): Set<string> {
  const origins = new Set([url])
  const { hostname } = new URL(url)
  if (hostname === 'localhost') origins.add(url.replace('//localhost', '//127.0.0.1'))
  return origins
}
