import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import * as v from 'valibot'

/** The build that journeys are tried on. */
export const DIST = join(import.meta.dirname, '..', 'dist')

const TEXT = new Set(['.css', '.html', '.js', '.json', '.mjs'])
const BuildFile = v.object({ build: v.string(), hash: v.string() })

export type NextBuild = { dist: string; remove: () => void }

/** The paths of the files of a build, from its root; what the server made of them for the wire is left out. */
export function filesOfBuild(dist: string): string[] {
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz|part)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(dist.length + 1))
}

/**
 * The next build, in a folder of its own: as if something that everything stands on had been changed, so that no script, style or worker has the name it
 * had. Made from the one there is, since building anew takes a minute of a busy machine.
 */
export function nextBuild(): NextBuild {
  const dist = mkdtempSync(join(tmpdir(), 'cartable-build-'))
  cpSync(DIST, dist, { recursive: true, filter: (from) => !/\.(br|gz|part)$/.test(from) })
  const { build } = v.parse(BuildFile, JSON.parse(readFileSync(join(dist, 'build.json'), 'utf8')))
  const renamed = new Map<string, string>([[build, `${build}-next`]])
  for (const path of filesOfBuild(dist)) {
    const [, name, hash, end] = /^assets\/(?:[a-z]+\/)?(.+)-([\w-]{8})(\.[a-z]+)$/.exec(path) ?? []
    if (hash !== undefined) renamed.set(`${name}-${hash}${end}`, `${name}-${hash.slice(1)}${hash[0]}${end}`)
  }
  const known = new RegExp([...renamed.keys()].join('|').replaceAll('.', '\\.'), 'g')
  const rename = (text: string) => text.replace(known, (name) => renamed.get(name) ?? name)
  for (const path of filesOfBuild(dist)) {
    const from = join(dist, path)
    if (TEXT.has(extname(path))) writeFileSync(from, rename(readFileSync(from, 'utf8')))
    if (rename(path) !== path) renameSync(from, join(dist, rename(path)))
  }
  const worker = join(dist, 'worker.js')
  writeFileSync(worker, listedAnew(dist, readFileSync(worker, 'utf8')))
  return { dist, remove: () => rmSync(dist, { recursive: true, force: true }) }
}

/** A next build that does not start: its first script fails at its first line. */
export function badBuild(): NextBuild {
  const bad = nextBuild()
  const [, script = ''] =
    /<script type="module"[^>]* src="\/([^"]+)"/.exec(readFileSync(join(bad.dist, 'index.html'), 'utf8')) ?? []
  const path = join(bad.dist, script)
  writeFileSync(path, `throw new Error('a bad build');${readFileSync(path, 'utf8')}`)
  const worker = join(bad.dist, 'worker.js')
  writeFileSync(worker, listedAnew(bad.dist, readFileSync(worker, 'utf8')))
  return bad
}

/** The worker's list names each file by the hash of its bytes, and the first page by a revision too. */
function listedAnew(dist: string, worker: string): string {
  return worker.replace(
    /"integrity":"[^"]+","revision":(null|"\w+"),"url":"([^"#]+)/g,
    (_, revision: string, path: string) => {
      const hash = createHash('sha256').update(readFileSync(join(dist, path)))
      const anew = path === 'index.html' ? `"${'0'.repeat(32)}"` : revision
      return `"integrity":"sha256-${hash.digest('base64')}","revision":${anew},"url":"${path}`
    },
  )
}
