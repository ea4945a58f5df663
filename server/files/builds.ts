import { cp, mkdir, readFile, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import * as v from 'valibot'
import { bytesOf, namesIn, realDisk, saysForbidden } from '../storage/disk.ts'
import { writeVariants } from '../storage/variants.ts'

/** A page that stays open for days still asks for the chunks of its own build. */
const KEPT = 3
const TEXT = new Set(['.js', '.mjs', '.css', '.html', '.svg', '.json', '.webmanifest', '.wasm', '.map'])
const BuildFile = v.object({ build: v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]{1,80}$/)), hash: v.string() })

/** The client as it was built, kept apart from `dist/` so that building anew takes nothing away from who is reading. */
export type Builds = {
  /** The build that is served to whoever comes: the one in `dist`, or else the last one kept; null when there is none yet. */
  current: string | null
  /** Its first page. */
  page: string | null
  /** Where a file lies, by its path from the root: any of the current build, and the assets of the last ones. */
  find(path: string): string | undefined
}

/** Takes the build in `dist` into `folder`, compressed variants beside each text, and forgets all but the last three. */
export async function keepBuilds({ dist, folder }: { dist: string; folder: string }): Promise<Builds> {
  await mkdir(folder, { recursive: true })
  const taken = await takeIn(dist, folder)
  const kept = await forgetOld(folder, taken)
  const current = taken ?? kept.at(-1) ?? null
  const files = new Map<string, string>()
  for (const build of kept) {
    for (const path of await pathsIn(join(folder, build))) {
      const own = build === current
      if (own || path.startsWith('assets/')) files.set(path, join(folder, build, path))
    }
  }
  const page = current === null ? null : await readFile(join(folder, current, 'index.html'), 'utf8')
  return { current, page, find: (path) => files.get(path) }
}

async function takeIn(dist: string, folder: string): Promise<string | null> {
  const bytes = await bytesOf(realDisk, join(dist, 'build.json'))
  if (!bytes) return null
  const { build } = v.parse(BuildFile, JSON.parse(Buffer.from(bytes).toString()))
  const target = join(folder, build)
  if ((await namesIn(realDisk, target)).length === 0) {
    const draft = `${target}.part`
    await rm(draft, { recursive: true, force: true })
    await compressOnce(dist)
    // Another server may be compressing the same build: what it is half-way through comes and goes.
    await cp(dist, draft, { recursive: true, filter: (from) => !from.endsWith('.part') })
    await compress(draft)
    await rename(draft, target)
  }
  const now = new Date()
  await utimes(target, now, now)
  return build
}

/** Compresses the build where it was made, so that it is done once for all who take it in; where nothing may be written there, that is left to them. */
async function compressOnce(dist: string): Promise<void> {
  try {
    await compress(dist)
  } catch (error) {
    if (!saysForbidden(error)) throw error
  }
}

async function compress(folder: string): Promise<void> {
  const texts = (await pathsIn(folder)).filter((path) => TEXT.has(extname(path)))
  await Promise.all(texts.map((path) => writeVariants(realDisk, join(folder, path))))
}

/** The names of the builds kept, the last one taken in last; the one in use is, whatever the clock said when. */
async function forgetOld(folder: string, taken: string | null): Promise<string[]> {
  const builds: { name: string; at: number }[] = []
  for (const name of await readdir(folder)) {
    if (name.endsWith('.part')) await rm(join(folder, name), { recursive: true, force: true })
    else builds.push({ name, at: name === taken ? Infinity : (await stat(join(folder, name))).mtimeMs })
  }
  builds.sort((one, other) => one.at - other.at)
  for (const { name } of builds.slice(0, -KEPT)) await rm(join(folder, name), { recursive: true, force: true })
  return builds.slice(-KEPT).map(({ name }) => name)
}

async function pathsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
}
