import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import * as v from 'valibot'
import type { Page } from '../../src/domain/pages.ts'
import { Audience, HandbookPage, PackTitle, type PackFile } from '../../src/domain/packs.ts'
import { importSources } from '../../src/packs/import.ts'
import { makeVersion, type Version } from '../../src/packs/manifest.ts'
import type { ReportLine } from '../../src/domain/reports.ts'
import type { DraftFile, Source } from '../../src/packs/source.ts'
import { digest } from './store-parts.ts'

const Slug = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/))
const { summary, updated, sources: origins } = HandbookPage.entries
const Index = v.array(
  v.object({ slug: Slug, audience: Audience, title: PackTitle, summary, updated, sources: origins }),
)
type Entry = v.InferOutput<typeof Index>[number]

/** One pack of the handbook, for one audience, ready to be stored. */
export type HandbookPack = { id: string; title: string; version: Version; files: DraftFile[]; pages: Page[] }
/** The whole handbook. A page's id in its pack is its slug, which is also the id of its record and the end of its address. */
export type Handbook = { packs: HandbookPack[]; entries: { slug: string; body: HandbookPage }[]; report: ReportLine[] }

const TITLES: Record<Audience, string> = {
  parents: 'Le guide des parents',
  teachers: 'Le guide des enseignants',
  pupils: 'Le guide des élèves',
}

/** A pack has a subject and a level; the handbook is for all of them. */
const FOR_ALL = { subject: 'other', level: '6e' } as const

/** Reads the handbook from its folder, `index.json` and one Markdown file a page, by the importer that teachers use. */
export async function readHandbook(folder: string): Promise<Handbook> {
  const index = v.parse(Index, JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')))
  const media = (await readdir(folder)).filter((name) => !['.md', '.json'].includes(extname(name)))
  const handbook: Handbook = { packs: [], entries: [], report: [] }
  for (const audience of Audience.options) {
    const own = index.filter((entry) => entry.audience === audience)
    if (own.length === 0) continue
    const names = [...own.map(({ slug }) => `${slug}.md`), ...media]
    const { pages, files, report } = await importSources(await sourcesOf(folder, names), { digest })
    const packId = `handbook-${audience}`
    const pack = await packOf(packId, TITLES[audience], orderedPages(own, pages), files)
    handbook.packs.push(pack)
    handbook.entries.push(...own.map((entry, order) => ({ slug: entry.slug, body: bodyOf(entry, order, packId) })))
    handbook.report.push(...report)
  }
  return handbook
}

export function sourcesOf(folder: string, names: readonly string[]): Promise<Source[]> {
  return Promise.all(names.map(async (path) => ({ path, bytes: await readFile(join(folder, path)) })))
}

async function packOf(id: string, name: string, pages: Page[], files: DraftFile[]): Promise<HandbookPack> {
  const refs: PackFile[] = files.map(({ ref }) => ref)
  const version = await makeVersion({ title: name, ...FOR_ALL, pages, files: refs }, digest)
  return { id, title: name, version, files, pages }
}

function orderedPages(entries: readonly Entry[], pages: readonly Page[]): Page[] {
  return entries.map((entry) => {
    const page = pages.find(({ id }) => id === entry.slug)
    if (!page) throw new Error(`the handbook has no page ${entry.slug}`)
    return { ...page, title: entry.title }
  })
}

function bodyOf({ audience, title, summary, updated, sources }: Entry, order: number, packId: string): HandbookPage {
  return { audience, order, title, summary, updated, sources, packId }
}
