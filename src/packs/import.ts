import { strToU8 } from 'fflate'
import type { Id, Sha256 } from '../domain/ids.ts'
import { filesIn } from '../domain/lesson.ts'
import { PAGES_MAX, type Page } from '../domain/pages.ts'
import { FILES_MAX } from '../domain/packs.ts'
import type { ReportLine } from '../domain/reports.ts'
import { carryAll } from './carry.ts'
import { gather, type Gathered, type MediaSource } from './gather.ts'
import type { Fates } from './links.ts'
import { isPicture } from './media.ts'
import { dataIn, namedBy, namesOf } from './names.ts'
import { mediaPage, readTree, textPage, type PageTree } from './pages.ts'
import { byPath, byReading, slugOf } from './paths.ts'
import { idsOf } from './slugs.ts'
import type { DraftFile, Imported, Say, Source, Tools } from './source.ts'
import { assignTiers } from './tiers.ts'

/**
 * Turns what a person brings (Markdown, text, archives of these, pictures, PDF, sound, video) into pages, the files they name, and a true report.
 * Never throws for what it is given; an archive that is refused gives nothing but its line in the report. Pages and files keep the same ids and hashes
 * from one import of the same folder to the next.
 */
export async function importSources(sources: readonly Source[], tools: Tools): Promise<Imported> {
  const report: ReportLine[] = []
  const say: Say = (path, said, detail) => void report.push({ path, said, ...(detail !== undefined && { detail }) })
  const gathered = gather(sources, say)
  const trees = gathered.texts.map(readTree)
  const names = namesOf([...gathered.texts, ...gathered.media].map(({ path }) => path).concat([...gathered.refused]))
  const { alone, wanted } = partMedia(gathered, new Set(trees.flatMap((tree) => namedBy(tree.path, tree.root, names))))
  const excess = excessOf(trees.length + alone.length, wanted.length)
  if (excess) return { pages: [], files: [], report: [...report, excess] }

  for (const media of gathered.media) if (!wanted.includes(media)) say(media.path, 'notUsed')
  const { held, data, files } = await carryAll(wanted, new Set(trees.flatMap((tree) => dataIn(tree.root))), tools, say)
  const ids = idsOf(
    trees.map(({ path }) => path),
    alone,
  )
  const fates: Fates = new Map(
    [...names.values()].map((path) => [path, held.get(path) ?? pageAt(path, trees, ids) ?? 'refused']),
  )
  const idOf = (path: string): Id => ids.get(path) ?? slugOf(path)
  const made = [
    ...trees.map((tree) => ({ path: tree.path, page: textPage(tree, idOf(tree.path), { names, fates, data }, say) })),
    ...alone.map((path) => ({ path, page: mediaPage(path, idOf(path), held.get(path), say) })),
  ]
  const pages = made.toSorted((a, b) => byReading(a.path, b.path)).flatMap(({ page }) => page ?? [])
  return { pages, files: chosen(pages, files), report: report.toSorted((a, b) => byPath(a.path, b.path)) }
}

/** Sound, video and documents that no page names are pages of their own; so are pictures where no page of text came, and where some came they stay behind. */
function partMedia(gathered: Gathered, named: ReadonlySet<string>): { alone: string[]; wanted: MediaSource[] } {
  const isAlone = (media: MediaSource) =>
    !named.has(media.path) && (gathered.texts.length === 0 || (media.kind !== 'picture' && !isPicture(media.kind)))
  const alone = gathered.media.filter(isAlone)
  return {
    alone: alone.map(({ path }) => path),
    wanted: gathered.media.filter((media) => named.has(media.path) || alone.includes(media)),
  }
}

/** Half an import would hide what is missing: past the limits nothing comes. */
function excessOf(pages: number, files: number): ReportLine | undefined {
  if (pages > PAGES_MAX) return { path: '', said: 'tooManyPages', detail: String(pages) }
  return files > FILES_MAX ? { path: '', said: 'tooManyFiles', detail: String(files) } : undefined
}

function pageAt(path: string, trees: readonly PageTree[], ids: ReadonlyMap<string, Id>): { page: Id } | undefined {
  const id = ids.get(path)
  return id !== undefined && trees.some((tree) => tree.path === path) ? { page: id } : undefined
}

/** The files that pages name, in reading order, with their tiers. */
function chosen(pages: readonly Page[], files: ReadonlyMap<Sha256, DraftFile>): DraftFile[] {
  const named = [...filesIn(pages.flatMap(({ blocks }) => blocks))].flatMap((sha256) => files.get(sha256) ?? [])
  const tiers = assignTiers(
    named.map(({ ref }) => ref),
    strToU8(JSON.stringify({ format: 1, pages })).length,
  )
  return named.map((file, at) => ({ ...file, ref: tiers[at] ?? file.ref }))
}
