import { strToU8 } from 'fflate'
import * as v from 'valibot'
import { wellCut, type FileRef } from '../domain/files.ts'
import type { PackDraft } from '../domain/makings.ts'
import { filesIn } from '../domain/lesson.ts'
import { PackText } from '../domain/pages.ts'
import { Manifest, weigh, type PackFile } from '../domain/packs.ts'
import { cutFile } from './cut.ts'
import { readJson } from './json.ts'
import type { Digest } from './source.ts'
import { assignTiers } from './tiers.ts'

export type Part = { ref: FileRef; bytes: Uint8Array }

/** A version of a pack, ready to leave: its two files, those that its pages name, and what a `publishPack` says of it. Bytes as `Pack` counts them. */
export type Version = {
  manifest: Part
  text: Part
  files: PackFile[]
  facts: { essentialBytes: number; fullBytes: number; pages: number }
}

/** What a version is made of. Files that no page names stay behind. */
export type Making = Pick<PackDraft, 'title' | 'subject' | 'level' | 'pages' | 'files'>

/** Makes a version of a draft. Throws when the draft is not publishable: it has no title or no page, or it names a file it does not hold. */
export async function makeVersion(draft: Making, digest: Digest): Promise<Version> {
  const text = await part(v.parse(PackText, { format: 1, pages: draft.pages }), digest)
  const held = new Map(draft.files.map((file) => [file.sha256, file]))
  const files = [...filesIn(draft.pages.flatMap(({ blocks }) => blocks))].map((sha256) => {
    const file = held.get(sha256)
    if (!file) throw new Error(`a page names a file that the draft does not hold: ${sha256}`)
    return file
  })
  const { title, subject, level } = draft
  const said = v.parse(Manifest, {
    format: 1,
    title,
    subject,
    level,
    text: text.ref,
    files: assignTiers(files, text.bytes.length),
  })
  const manifest = await part(said, digest)
  return {
    manifest,
    text,
    files: said.files,
    facts: {
      essentialBytes: weigh(said, manifest.bytes.length, 'essential'),
      fullBytes: weigh(said, manifest.bytes.length, 'full'),
      pages: draft.pages.length,
    },
  }
}

/** A manifest from its bytes, or undefined when it is none: broken, too deep, or with a file whose pieces do not fit its length. */
export function readManifest(bytes: Uint8Array): Manifest | undefined {
  const read = v.safeParse(Manifest, readJson(bytes))
  if (!read.success) return undefined
  return [read.output.text, ...read.output.files].every(wellCut) ? read.output : undefined
}

/** The text of a pack from its bytes, or undefined when it is none. */
export function readText(bytes: Uint8Array): PackText | undefined {
  const read = v.safeParse(PackText, readJson(bytes))
  return read.success ? read.output : undefined
}

async function part(value: Manifest | PackText, digest: Digest): Promise<Part> {
  const bytes = strToU8(JSON.stringify(value))
  return { ref: await cutFile(bytes, 'application/json', digest), bytes }
}
