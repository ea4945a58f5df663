import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { AssignmentAsked } from '../../src/domain/assignments.ts'
import { Level, Subject } from '../../src/domain/classes.ts'
import { Id } from '../../src/domain/ids.ts'
import { PackTitle } from '../../src/domain/packs.ts'
import { PersonName } from '../../src/domain/people.ts'
import { importSources } from '../../src/packs/import.ts'
import { cutFile } from '../../src/packs/cut.ts'
import { makeVersion, type Part, type Version } from '../../src/packs/manifest.ts'
import { isPicture, kindOf } from '../../src/packs/media.ts'
import type { DraftFile } from '../../src/packs/source.ts'
import { sourcesOf } from './handbook.ts'
import { SchoolPlan } from './school.ts'
import { digest } from './store-parts.ts'

const { title, instructions, minutes, expects, pages } = AssignmentAsked.entries
const AssignmentPlan = v.strictObject({ id: Id, title, instructions, minutes, expects, pages, dueInDays: v.number() })
export type AssignmentPlan = v.InferOutput<typeof AssignmentPlan>

/** One course, for every class of its level that its teacher has. */
const PackPlan = v.strictObject({
  id: Id,
  title: PackTitle,
  subject: Subject,
  level: Level,
  teacher: PersonName,
  pages: v.array(v.string()),
  files: v.array(v.string()),
  assignments: v.array(AssignmentPlan),
})
export type PackPlan = v.InferOutput<typeof PackPlan>

/** A course of the demonstration, ready to be published as a teacher does. */
export type Course = { plan: PackPlan; version: Version; files: DraftFile[] }
/** `photos`: those of the copies, by name. */
export type Demonstration = { plan: SchoolPlan; courses: Course[]; photos: Map<string, Part> }

/** Reads the demonstration school from its folder: `school.json`, `packs.json`, the Markdown and media that the packs name, and the photos of copies. */
export async function readDemonstration(folder: string): Promise<Demonstration> {
  const plan = v.parse(SchoolPlan, await readJson(join(folder, 'school.json')))
  const packs = v.parse(v.array(PackPlan), await readJson(join(folder, 'packs.json')))
  const names = new Set(plan.copies.flatMap((copy) => copy.photos ?? []))
  const photos = await Promise.all([...names].map(async (name) => [name, await photoOf(join(folder, name))] as const))
  return { plan, courses: await Promise.all(packs.map((pack) => courseOf(folder, pack))), photos: new Map(photos) }
}

async function photoOf(path: string): Promise<Part> {
  const bytes = await readFile(path)
  const kind = kindOf(bytes)
  if (!isPicture(kind)) throw new Error(`${path} is no photo`)
  return { ref: await cutFile(bytes, kind, digest), bytes }
}

async function courseOf(folder: string, plan: PackPlan): Promise<Course> {
  const { pages, files, report } = await importSources(await sourcesOf(folder, [...plan.pages, ...plan.files]), {
    digest,
  })
  const lost = report.filter(({ said }) => said !== 'imported')
  if (lost.length > 0) throw new Error(`the demonstration does not import whole: ${JSON.stringify(lost)}`)
  const { title: name, subject, level } = plan
  const version = await makeVersion({ title: name, subject, level, pages, files: files.map(({ ref }) => ref) }, digest)
  return { plan, version, files }
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'))
}
